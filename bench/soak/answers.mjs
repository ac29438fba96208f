// What a well server answers. Every answer and every event names the call it is for, so that a mix-up is seen.

const usage = { prompt_tokens: 20, completion_tokens: 30, total_tokens: 50 };
const words = 'The quick brown fox jumps over the lazy dog. '.repeat(8);

export const errorOf = (message, type) => JSON.stringify({ error: { message, type, param: null, code: null } });

export function answerOf(call, padding = 0) {
  const text = `${call.id} ${words}${'x'.repeat(padding)}`;
  const id = call.id;
  switch (call.route) {
    case '/completions':
      return JSON.stringify({ id, object: 'text_completion', model: 'up', choices: [{ index: 0, text, finish_reason: 'stop' }], usage });
    case '/embeddings':
      return JSON.stringify({ object: 'list', data: [{ object: 'embedding', index: 0, embedding: Array(256).fill(0.0123) }], model: 'up', usage, note: text });
    case '/responses':
      return JSON.stringify(responseOf(id, 'completed', text));
    case '/audio/transcriptions':
      return JSON.stringify({ text });
    default:
      return JSON.stringify({
        id, object: 'chat.completion', model: 'up', choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }], usage,
      });
  }
}

/** A stream's events, the last one included. */
export function eventsOf(call, count, padding = 0) {
  const id = call.id;
  const text = `word ${'x'.repeat(padding)}`;
  if (call.route === '/responses') {
    return [
      typed('response.created', { response: responseOf(id, 'in_progress') }),
      ...Array.from({ length: count }, (_, index) => typed('response.output_text.delta', { item_id: id, delta: text, of: count, index })),
      typed('response.completed', { response: responseOf(id, 'completed', text) }),
    ];
  }

  const choice = call.route === '/completions' ? { text } : { delta: { content: text } };
  const object = call.route === '/completions' ? 'text_completion' : 'chat.completion.chunk';
  return [
    ...Array.from({ length: count }, (_, index) =>
      data({ id, object, model: 'up', choices: [{ index: 0, ...choice, finish_reason: index === count - 1 ? 'stop' : null }], of: count, index })),
    ...(call.asksForUsage ? [data({ id, object, model: 'up', choices: [], usage })] : []),
    'data: [DONE]\n\n',
  ];
}

const data = value => `data: ${JSON.stringify(value)}\n\n`;
const typed = (type, value) => `event: ${type}\n${data({ type, ...value })}`;

function responseOf(id, status, text = '') {
  return {
    id, object: 'response', status, model: 'up', error: null,
    output: status === 'completed' ? [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }] : [],
    usage: status === 'completed' ? { input_tokens: 20, output_tokens: 30, total_tokens: 50 } : null,
  };
}
