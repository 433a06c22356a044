// Talking to the API: what is read, what is reported, and what was decided about it.
import { language, say } from './words.js';

const PATIENCE = 20_000;
const WAIT = 12; // Seconds for a decision, within that patience: a busy machine is no reason to ask again.
let base = {};
let csrf = null;

// What every call carries: the language, and the drill if it is one.
export function settle(query, token) {
  base = query;
  csrf = token ?? null;
}

// A "no" of the server, in the caller's language; `errors` names fields: {path, expected, actual, message?}.
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || say('shell.problem.status', status));
    this.status = status;
    this.title = body.title ?? '';
    this.detail = body.detail ?? '';
    this.type = body.type ?? '';
    this.errors = body.errors ?? [];
    this.retryAfter = body.retryAfter ?? null;
  }
}

export function address(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...base, ...parameters })) {
    const one = Array.isArray(value) ? value.join(',') : value;
    if (one !== null && one !== undefined && one !== '') query.set(name, one);
  }
  return `${path}?${query}`;
}

async function call(path, parameters, options) {
  let answer;
  try {
    answer = await fetch(address(path, parameters), {
      signal: AbortSignal.timeout(PATIENCE),
      credentials: 'same-origin',
      ...options,
      headers: { Accept: 'application/json, application/problem+json', 'Accept-Language': language(), ...options.headers },
    });
  } catch (error) {
    throw new Problem(0, { title: say('shell.problem.away'), detail: say(error.name === 'TimeoutError' ? 'shell.problem.slow' : 'shell.problem.awayDetail') });
  }
  const text = await answer.text();
  let body = {};
  try {
    body = text ? JSON.parse(text) : {};
  } catch { /* Not from us: the status has to do. */ }
  if (!answer.ok) {
    const words = { 401: 'shell.problem.signIn', 404: 'shell.problem.missing', 429: 'shell.problem.often', 502: 'shell.problem.awayDetail', 503: 'shell.problem.awayDetail' };
    throw new Problem(answer.status, { detail: words[answer.status] ? say(words[answer.status]) : '', retryAfter: answer.headers.get('Retry-After'), ...body });
  }
  return { body, answer };
}

export const get = async (path, parameters = {}) => (await call(path, parameters, {})).body;

// The same, or null where this server has nothing of the kind.
export async function maybe(path, parameters = {}) {
  try {
    return await get(path, parameters);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

// A key for one act of a person: sent again after a broken line, it is done once.
export const actKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');

// Reports a fact; gives its receipt and where its outcome can be read. `key` is made once for each act, not for each try.
export async function post(path, body, key = actKey()) {
  // A report takes no parameter but the drill, lest a mistyped one make a drill's report a real one; the language is in a header.
  const { body: receipt, answer } = await call(path, { lang: null }, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `"${key}"`, ...(csrf ? { [csrf.header]: csrf.token } : {}) },
    body: JSON.stringify(body),
  });
  return { ...receipt, location: answer.headers.get('Location') };
}

// Waits until the fact is decided, or says so: `outcome` is null where it is not yet.
export async function outcome(location) {
  const url = new URL(location, document.baseURI);
  for (let tries = 0; tries < 3; tries++) {
    try {
      const found = await get(url.pathname.replace(/^\//, ''), { wait: WAIT });
      if (found.outcome) return found;
    } catch (error) {
      if (!(error instanceof Problem) || ![0, 404, 502, 503].includes(error.status) || (tries === 2 && error.status !== 404)) throw error;
      await new Promise(later => setTimeout(later, 500));
    }
  }
  return { outcome: null };
}
