// What the parts of the soak share: its settings, its chance, and the models with their servers.
import { join } from 'node:path';

const number = (name, usual) => Number(process.env[name] || usual);

export const minutes = number('MINUTES', 60);
export const rate = number('RATE', 120);
export const seed = number('SEED', Date.now() % 1_000_000);
export const idleSeconds = number('IDLE', 120);
export const port = number('PORT', 9930);
export const out = process.env.OUT;
export const product = Number(process.env.PRODUCT);
export const origin = `http://127.0.0.1:${port}`;
export const files = {
  config: join(out, 'ours.yaml'),
  data: join(out, 'ours-data'),
  log: join(out, 'ours.log'),
  program: join(out, 'ours'),
  samples: join(out, 'samples.csv'),
  unexplained: join(out, 'unexplained.jsonl'),
};

/** A source of chance (mulberry32) that gives the same numbers for the same seed and name. */
export function chance(name) {
  let state = [...name].reduce((sum, char) => Math.imul(sum, 31) + char.charCodeAt(0), seed) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    within: (low, high) => low + next() * (high - low),
    upTo: count => Math.floor(next() * count),
    of: list => list[Math.floor(next() * list.length)],
  };
}

/** The longest plain answer and event that the product takes. */
export const limits = { answer: 64 << 20, event: 16 << 20 };

// Only a "rock" is always well: while there is one, no request of its model may fail. "shaky" has none, but "solid" stands in
// for it; "alone" has neither.
export const servers = ['solid-a', 'solid-b', 'solid-rock', 'shaky-a', 'shaky-b', 'alone-a', 'kept-a', 'kept-rock', 'extra']
  .map((id, index) => ({ id, model: id === 'extra' ? 'shaky' : id.split('-')[0], port: port + 1 + index, isRock: id.endsWith('rock') }));

/** Models that must always answer. */
export const isSafe = model => model !== 'alone';

const prices = 'input_cost_per_token: 0.0000001, output_cost_per_token: 0.0000002';

/** A configuration; each version has a deployment that no other has, the shares change, and some have a fault. */
export function configuration(version, isWrong) {
  const deployments = servers.map(server => {
    const id = server.id === 'extra' ? `extra-${version}` : server.id;
    return `  - model_name: ${server.model}
    litellm_params: {model: openai/up-${server.model}, api_base: "http://127.0.0.1:${server.port}/v1", api_key: sk-upstream, weight: ${1 + (version + server.port) % 3}, timeout: 5, stream_timeout: 3, ${prices}}
    model_info: {id: ${id}}
`;
  });
  return `model_list:
${deployments.join('')}router_settings:
  num_retries: 2
  cooldown_time: 2
  fallbacks: [{shaky: [solid]}]
  routing_groups:
    - {group_name: busy, models: [shaky], routing_strategy: least-busy}
    - {group_name: fast, models: [kept], routing_strategy: latency-based-routing}
  ${isWrong ? 'num_retrys: 3' : 'max_fallbacks: 2'}
litellm_settings:
  request_timeout: 60
  cache: true
  cache_params: {type: local, ttl: 20, mode: default_off}
akashchat_settings: {hedge_after: 0.7, hedge_max_share: 0.05}
`;
}
