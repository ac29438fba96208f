// Whether what a caller got is right, or explained by what the model servers did to this very call.
import { isSafe } from './settings.mjs';
import { breaksStreams } from './faults.mjs';

// A cooldown lasts a minute at most.
const longestCooldown = 75_000;

/** Why an outcome is not explained; null: it is. */
export function judge(call, outcome, journal, health) {
  if (outcome.left) {
    return null;
  }

  if (outcome.error) {
    return `the connection failed: ${outcome.error}`;
  }

  if (/10\.0\.0\.7|127\.0\.0\.1|sk-upstream/.test(outcome.body)) {
    return 'the answer names an address or a key of a server';
  }

  if (call.expects !== undefined) {
    return outcome.status === call.expects ? null : `${outcome.status} where ${call.expects} is due`;
  }

  if (outcome.status === 200) {
    return call.method === 'GET' ? null : call.streams ? judgeStream(call, outcome, journal) : judgePlain(call, outcome);
  }

  return judgeFailure(call, outcome, journal, health);
}

function judgePlain(call, outcome) {
  return !outcome.body.includes(call.id) ? 'the answer is not for this call' : isJson(outcome.body) ? null : 'the answer is not whole';
}

function judgeFailure(call, outcome, journal, health) {
  const code = parsed(outcome.body)?.error?.code;
  if (outcome.status === 500 || typeof code !== 'string') {
    return `${outcome.status} ${code}`;
  }

  const faults = journal.of(call.id);
  if (code === 'gateway.upstream_too_large' && (faults.some(attempt => attempt.fault === 'over') || call.isKept)) {
    return null;
  }

  // A model that stands in and answers too much leaves the first failure standing.
  if (!isSafe(call.model) && [502, 503, 504].includes(outcome.status) && faults.some(attempt => attempt.fault === 'over')) {
    return null;
  }

  const isExplained = !isSafe(call.model) && [429, 502, 503, 504].includes(outcome.status)
    && health.some(server => server.model === call.model && Date.now() - server.health.lastFaultAt < longestCooldown);
  return isExplained ? null : `${outcome.status} ${code}`;
}

function judgeStream(call, outcome, journal) {
  const events = outcome.body.split('\n\n').filter(text => text !== '').map(text => /^data: ?(.*)$/m.exec(text)?.[1]).filter(text => text !== undefined);
  const last = events.at(-1);
  if (events.some(event => event !== '[DONE]' && !isJson(event))) {
    return 'an event is damaged';
  }

  const values = events.filter(event => event !== '[DONE]').map(event => JSON.parse(event));
  const isFailed = values.at(-1)?.error !== undefined && values.at(-1).error !== null;
  if (values.slice(0, isFailed ? -1 : undefined).some(value => (value.id ?? value.item_id ?? value.response?.id) !== call.id)) {
    return 'an event is not for this call';
  }

  if (isFailed) {
    const isExplained = last !== '[DONE]' && (call.isKept || journal.of(call.id).some(attempt => breaksStreams.has(attempt.fault)));
    return isExplained ? null : `the stream ended with ${values.at(-1).error.code}`;
  }

  const pieces = values.filter(value => value.index !== undefined);
  const isOver = call.path === '/v1/responses' ? values.at(-1)?.type === 'response.completed' : last === '[DONE]';
  const reports = values.filter(value => value.usage && value.choices?.length === 0).length;
  return !isOver ? 'the stream ended without an end'
    : pieces.length !== pieces[0]?.of || pieces.some((piece, at) => piece.index !== at) ? 'events are missing or out of order'
    : call.wantsUsage !== undefined && reports !== (call.wantsUsage ? 1 : 0) ? `${reports} usage reports, asked for: ${call.wantsUsage}`
    : null;
}

const isJson = text => parsed(text) !== undefined;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
