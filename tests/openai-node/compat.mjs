// One call through the official client; see README.md.
import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import OpenAI, { AuthenticationError, NotFoundError, toFile } from 'openai';

const [name, baseURL, apiKey, model, outFile] = process.argv.slice(2);
if (!outFile) {
  process.stderr.write('usage: node compat.mjs CASE BASE_URL API_KEY MODEL OUTFILE\n');
  process.exit(2);
}

const saved = [];
const attempts = [];

/** fetch, with the answer's body saved as it comes. */
async function savingFetch(url, init) {
  const at = performance.now();
  const response = await fetch(url, init);
  attempts.push({ at, status: response.status, retryAfter: Number(response.headers.get('retry-after')) });
  const [forClient, forFile] = response.body.tee();
  saved.push(save(forFile));
  return new Response(forClient, { status: response.status, statusText: response.statusText, headers: response.headers });
}

async function save(body) {
  const file = createWriteStream(outFile);
  for await (const bytes of body) {
    file.write(bytes);
  }
  file.end();
  await finished(file);
}

const client = new OpenAI({ baseURL, apiKey, fetch: savingFetch, maxRetries: 0, timeout: 30_000 });
const messages = [{ role: 'user', content: 'Say hello – 世界.' }];

const cases = {
  async models() {
    const ids = [];
    for await (const item of client.models.list()) {
      assert.equal(item.object, 'model');
      ids.push(item.id);
    }
    assert.ok(ids.includes(model), `${model} is not among ${ids}`);
    return { ids };
  },

  async chat() {
    const completion = await client.chat.completions.create({ model, messages });
    const { content } = completion.choices[0].message;
    assert.equal(completion.object, 'chat.completion');
    assert.equal(completion.choices.length, 1);
    assert.ok(content.length > 0);
    assert.equal(completion.usage.total_tokens, completion.usage.prompt_tokens + completion.usage.completion_tokens);
    return { content, model: completion.model, usage: completion.usage };
  },

  /** Calls until a limit is met: the client must then wait as long as it is told, and its next attempt must be let through. */
  async afterLimit() {
    const patient = client.withOptions({ maxRetries: 1 });
    for (let call = 0; call < 20 && !attempts.some(({ status }) => status === 429); call += 1) {
      await patient.chat.completions.create({ model, messages });
    }
    const refused = attempts.findIndex(({ status }) => status === 429);
    assert.ok(refused > 0, 'no limit was met');
    assert.ok(attempts[refused].retryAfter >= 1);
    assert.equal(attempts[refused + 1].status, 200);
    assert.ok(attempts[refused + 1].at - attempts[refused].at >= attempts[refused].retryAfter * 1000 - 50, 'it did not wait');
    return { attempts };
  },

  async stream() {
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    let content = '';
    let chunks = 0;
    let finishReason = null;
    let usage = null;
    for await (const chunk of stream) {
      assert.equal(chunk.object, 'chat.completion.chunk');
      chunks += 1;
      content += chunk.choices[0]?.delta.content ?? '';
      finishReason = chunk.choices[0]?.finish_reason ?? finishReason;
      usage = chunk.usage ?? usage;
    }
    assert.ok(content.length > 0);
    assert.ok(finishReason);
    assert.equal(usage, null, 'usage was not asked for');
    return { content, chunks, finishReason };
  },

  async embeddings() {
    // Without encoding_format the client asks for base64 and turns it into numbers itself.
    const answer = await client.embeddings.create({ model, input: ['one', 'two'] });
    assert.equal(answer.object, 'list');
    assert.equal(answer.data.length, 2);
    for (const { embedding } of answer.data) {
      assert.ok(embedding.length > 0);
      assert.ok(embedding.every(Number.isFinite));
    }
    return { embeddings: answer.data.map(({ embedding }) => Array.from(embedding)) };
  },

  async responses() {
    const response = await client.responses.create({ model, input: 'Hi' });
    assert.equal(response.object, 'response');
    assert.equal(response.status, 'completed');
    assert.ok(response.output_text.length > 0);
    return { text: response.output_text, usage: response.usage };
  },

  async responsesStream() {
    const stream = await client.responses.create({ model, input: 'Hi', stream: true });
    let text = '';
    let last = null;
    for await (const event of stream) {
      text += event.type === 'response.output_text.delta' ? event.delta : '';
      last = event.type;
    }
    assert.equal(last, 'response.completed');
    assert.ok(text.length > 0);
    return { text };
  },

  async moderations() {
    const moderation = await client.moderations.create({ model, input: 'x' });
    assert.equal(moderation.results.length, 1);
    return { flagged: moderation.results[0].flagged };
  },

  async images() {
    const images = await client.images.generate({ model, prompt: 'A lighthouse' });
    assert.ok(images.data[0].b64_json.length > 0);
    return { images: images.data.length };
  },

  async imageEdit() {
    const image = await toFile(Buffer.from([137, 80, 78, 71]), 'lighthouse.png', { type: 'image/png' });
    const images = await client.images.edit({ model, prompt: 'Make it night', image });
    assert.ok(images.data[0].b64_json.length > 0);
    return { images: images.data.length };
  },

  async speech() {
    const speech = await client.audio.speech.create({ model, voice: 'alloy', input: 'Good morning.' });
    const bytes = Buffer.from(await speech.arrayBuffer());
    assert.ok(bytes.length > 0);
    return { bytes: bytes.length };
  },

  async transcription() {
    const file = await toFile(Buffer.from('RIFF'), 'said.wav', { type: 'audio/wav' });
    const transcription = await client.audio.transcriptions.create({ model, file });
    assert.ok(transcription.text.length > 0);
    return { text: transcription.text };
  },

  async transcriptionStream() {
    const file = await toFile(Buffer.from('RIFF'), 'said.wav', { type: 'audio/wav' });
    const stream = await client.audio.transcriptions.create({ model, file, stream: true });
    let text = '';
    let last = null;
    for await (const event of stream) {
      text += event.type === 'transcript.text.delta' ? event.delta : '';
      last = event.type;
    }
    assert.equal(last, 'transcript.text.done');
    return { text };
  },

  async tools() {
    const tools = [{ type: 'function', function: { name: 'save', parameters: { type: 'object', properties: {} } } }];
    const completion = await client.chat.completions.create({ model, messages, tools });
    assert.equal(completion.choices[0].finish_reason, 'tool_calls');
    assert.equal(completion.choices[0].message.tool_calls[0].function.name, 'save');
    return { calls: completion.choices[0].message.tool_calls.length };
  },

  async unknownModel() {
    const failure = await client.images.generate({ model: 'nobody-has-this', prompt: 'x' }).then(() => null, (error) => error);
    assert.ok(failure instanceof NotFoundError, `got ${failure}`);
    return { status: failure.status, code: failure.code };
  },

  async error() {
    const failure = await client.chat.completions.create({ model, messages }).then(() => null, (error) => error);
    assert.ok(failure instanceof AuthenticationError, `got ${failure}`);
    assert.equal(failure.status, 401);
    assert.ok(failure.code, 'the error has no code');
    return { status: failure.status, code: failure.code, type: failure.type };
  },
};

assert.ok(Object.hasOwn(cases, name), `no case ${name}`);
const got = await cases[name]();
await Promise.all(saved);
process.stdout.write(`${JSON.stringify(got)}\n`);
