// What callers ask: every kind of request, good and bad, drawn from the seed.
import { chance } from './settings.mjs';

const draw = chance('calls');
const long = 'Lorem ipsum dolor sit amet, consectetur \\"adipiscing\\" elit.\\n '.repeat(5_000);
const boundary = 'soak-boundary-7MA4YWxkTrZu0gW';
const sound = Buffer.alloc(48 << 10, 0x55);

// Share of the requests, then how one is made.
const kinds = [
  [26, id => chat(id, model(), false)],
  [28, id => chat(id, model(), true)],
  [5, id => json(id, '/completions', model(), false, '"prompt":"Say it"')],
  [3, id => json(id, '/completions', model(), true, '"prompt":"Say it"')],
  [7, id => json(id, '/embeddings', model(), false, '"input":["one","two"]')],
  [4, id => json(id, '/responses', model(), false, '"input":"Say it"')],
  [5, id => json(id, '/responses', model(), true, '"input":"Say it"')],
  [4, transcription],
  [5, id => chat(id, model(), draw.next() < 0.5, long)],
  [6, kept],
  [2, id => ({ ...chat(id, 'solid', draw.next() < 0.5), expects: 400 }), 'bad'],
  [1.5, id => ({ ...chat(id, `none-${draw.upTo(1e9)}`, false), expects: 404 }), 'none'],
  [1.5, id => ({ ...chat(id, 'solid', false), key: `sk-ac_${draw.upTo(1e9)}_wrong`, expects: 401 }), 'key'],
  [1, id => ({ ...chat(id, 'solid', false), body: `{"model":"solid","user":"${id}","messages":[}`, expects: 400 }), 'json'],
  [1, () => ({ method: 'GET', path: '/v1/models', body: '', model: 'solid' }), 'list'],
];
const total = kinds.reduce((sum, [share]) => sum + share, 0);

let count = 0;

/** The next request. */
export function nextCall() {
  let at = draw.next() * total;
  const [, make, mark = 'ok'] = kinds.find(([share]) => (at -= share) < 0) ?? kinds[0];
  const id = `soak-${++count}-${mark}`;
  const call = { id, ...make(id) };
  return {
    ...call,
    leavesAfter: call.expects === undefined && draw.next() < 0.06 ? draw.within(0, 1_500) : null,
    isAlone: draw.next() < 0.15,
    pick: draw.next(),
  };
}

// Most go where something always answers.
const model = () => draw.of(['solid', 'solid', 'solid', 'shaky', 'shaky', 'alone']);

function chat(id, name, streams, prompt = 'Say it') {
  const wantsUsage = streams && draw.next() < 0.3;
  const options = wantsUsage ? '"stream_options":{"include_usage":true},' : '';
  return { ...json(id, '/chat/completions', name, streams, `${options}"messages":[{"role":"user","content":"${prompt}"}]`), wantsUsage };
}

function json(id, path, name, streams, rest) {
  return {
    method: 'POST', path: `/v1${path}`, model: name, streams, type: 'application/json',
    body: `{"model":"${name}","user":"${id}","stream":${streams},${rest}}`,
  };
}

function transcription(id) {
  const name = draw.of(['solid', 'shaky']);
  const field = (key, value) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`;
  return {
    method: 'POST', path: '/v1/audio/transcriptions', model: name, streams: false, type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([
      Buffer.from(`${field('prompt', id)}${field('model', name)}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n`),
      sound,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}

/** One of few requests, so that equal ones meet in flight or find a kept answer. */
function kept() {
  const shared = `soak-k${draw.upTo(60)}-kept`;
  return { ...json(shared, '/chat/completions', 'kept', draw.next() < 0.5, '"cache":{"use-cache":true},"messages":[]'), id: shared, isKept: true };
}
