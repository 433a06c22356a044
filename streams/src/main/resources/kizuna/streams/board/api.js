// Talking to the API: what is read, what is reported, and what was decided about it.
import { knows, language, say } from './words.js';

const KEPT = 'Kizuna-Kept'; // Time of a response that the service worker stored.
const PATIENCE = 20_000;
const WAIT = 12; // Seconds to wait for a decision, less than the limit above: a busy machine needs no second request.
const LONGEST = 36_000; // After this time a page shows that its report is not decided yet.
let base = {};
let csrf = null;
let session = { lost: () => {}, renewed: async () => false, away: () => {}, signIn: () => location.assign('./') };

// What every call carries: the language, and the drill if it is one.
export function settle(query, token) {
  base = query;
  csrf = token ?? null;
}

/**
 * Who looks after the session: `lost` is told that nobody is signed in, `renewed` says whether the same person still is (and gets a
 * new token for writes), `away` is told that the server cannot be reached, `signIn` leads to where one signs in.
 */
export function attend(hooks) { session = hooks; }

const TYPES = 'https://kizuna.invalid/problems/';

/** The page's own words for a problem: by its code, else by its status. What the server says besides is for programs. */
const wordsOf = (status, code) => [`problem.${code}`, `problem.${status}`, status >= 500 ? 'problem.500' : 'problem.other'].find(key => knows(`${key}.title`));

// What mends a problem that does not say it itself: one that no part of ours made.
const remedyOf = status => ({ 401: 'sign-in', 403: 'board', 404: 'reload', 405: 'reload', 409: 'reload', 413: 'correct' })[status] ?? (status === 0 || status >= 429 ? 'again' : 'correct');

// A "no" of the server, in the reader's language; `errors` names fields: {path, expected, actual, message?}. Where the same key had
// come with other content: `firstId`, and `differences` [{field, first, now}].
export class Problem extends Error {
  constructor(status, body) {
    const code = body.type?.startsWith(TYPES) ? body.type.slice(TYPES.length) : '';
    const key = wordsOf(status, code);
    const [title, detail] = [say(`${key}.title`), say(`${key}.detail`)];
    super(detail);
    Object.assign(this, { status, code, title, detail, remedy: body.remedy ?? remedyOf(status), errors: body.errors ?? [], firstId: body.firstId ?? null, differences: body.differences ?? null });
  }

  /** The one thing that mends it, as {name, do}; null where that is to correct it or to try again, which its form or page offers. */
  get mend() {
    const acts = { 'sign-in': () => session.signIn(), 'other-account': () => session.signIn(), reload: () => location.reload(), board: () => location.assign('./') };
    return acts[this.remedy] ? { name: say(`problem.do.${this.remedy}`), do: acts[this.remedy] } : null;
  }

  /** Nobody can say whether it arrived, or it could not be dealt with now: the same may be sent again. */
  get isPassing() { return this.status === 0 || this.status === 429 || this.status >= 500 || this.code === 'idempotency-key-in-progress'; }

  /** The key of this sending was used for other content. */
  get isSecond() { return [409, 422].includes(this.status) && (Boolean(this.firstId || this.differences) || this.code === 'idempotency-key-reused'); }
}

export function address(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...base, ...parameters })) {
    const one = Array.isArray(value) ? value.join(',') : value;
    if (one !== null && one !== undefined && one !== '') query.set(name, one);
  }
  return `${path}?${query}`;
}

let live = false; // True once a response came from the server itself, not from a cache.

async function call(path, parameters, options) {
  let answer;
  let text;
  try {
    answer = await fetch(address(path, parameters), {
      signal: AbortSignal.timeout(PATIENCE),
      credentials: 'same-origin',
      ...options,
      headers: { Accept: 'application/json, application/problem+json', 'Accept-Language': language(), ...options.headers },
    });
    text = await answer.text();
  } catch (error) {
    session.away();
    throw new Problem(0, { type: `${TYPES}${error.name === 'TimeoutError' ? 'slow' : 'away'}` });
  }
  // Without a line the service worker answers with what was: that is where a page begins, and nothing that it goes on with.
  if (!answer.headers.has(KEPT)) live = true;
  else {
    session.away();
    if (live) throw new Problem(0, { type: `${TYPES}away` });
  }
  let body = {};
  try {
    body = text ? JSON.parse(text) : {};
  } catch { /* Not from us: the status has to do. */ }
  if (!answer.ok) throw new Problem(answer.status, body);
  return { body, answer };
}

export async function get(path, parameters = {}) {
  try {
    return (await call(path, parameters, {})).body;
  } catch (error) {
    if (error.status === 401) session.lost();
    throw error;
  }
}

// The same, or null where this server has nothing of the kind.
export async function maybe(path, parameters = {}) {
  try {
    return await get(path, parameters);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

const PAGE = 1000; // Maximum rows of one response.
const MAX_PAGES = 100;

/** All rows of a list that comes page by page, `after` a cursor; null where this server has nothing of the kind. */
export async function whole(path, parameters = {}, after = null) {
  const answer = await maybe(path, { ...parameters, limit: PAGE, after });
  for (let pages = 1; answer?.next && pages < MAX_PAGES; pages++) {
    const page = await get(path, { ...parameters, limit: PAGE, after: answer.next });
    answer.rows.push(...page.rows);
    answer.next = page.next;
  }
  return answer;
}

// A key for one act of a person: sent again after a broken line, it is done once.
export const actKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');

// Reports a fact; gives its receipt and where its outcome can be read. `key` is made once for each act, not for each try.
export async function post(path, body, key = actKey()) {
  // A report takes no parameter but the drill, lest a mistyped one make a drill's report a real one; the language is in a header.
  const send = () => call(path, { lang: null }, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `"${key}"`, ...(csrf ? { [csrf.header]: csrf.token } : {}) },
    body: JSON.stringify(body),
  });
  let sent;
  try {
    sent = await send();
  } catch (error) {
    // The session is another one by now, or none: with its new token the same is sent once more, under the same key.
    const unknown = error.status === 401 || error.code === 'no-csrf-token';
    if (!unknown || !(await session.renewed())) throw error;
    sent = await send();
  }
  return { ...sent.body, location: sent.answer.headers.get('Location') };
}

// Waits until the fact is decided; null where it is not yet: the server holds the answer back as long as it may, and then says 202.
export async function outcome(location) {
  const path = new URL(location, document.baseURI).pathname.replace(/^\//, '');
  const end = performance.now() + LONGEST;
  for (let failures = 0; performance.now() < end;) {
    try {
      const found = await get(path, { wait: WAIT });
      if (found.outcome) return found;
    } catch (error) {
      if (!(error instanceof Problem) || ![0, 429, 502, 503].includes(error.status) || ++failures === 3) throw error;
    }
    await new Promise(later => setTimeout(later, 1000));
  }
  return null;
}
