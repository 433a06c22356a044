// Keeps the pages and what they last read, for the time when the server cannot be reached: a reload then shows what was, and says how
// old it is. With a line everything comes from the server, as without this worker. Reports, streams and tables are not its business.
const PAGES = 'kizuna-pages';
const READS = 'kizuna-reads'; // Also in shell.js, which deletes it at sign-out.
const MAX_READS = 80; // Responses; the oldest are deleted first.
const KEPT = 'Kizuna-Kept'; // Time of a cached response.
const STATIC = /^\/$|^\/(?!idp|oauth2|login|logout|api\/).*\.(html|js|css|json|svg)$/; // Pages of the door and of the provider are never cached.
const READ = /^\/api\/(?!stream|outcomes|preview|search|denials|dead-letters|.*\.(csv|xlsx)$)/;

addEventListener('install', () => skipWaiting());
addEventListener('activate', event => event.waitUntil(clients.claim()));
// What the first page had loaded before this worker was there.
addEventListener('message', event => event.waitUntil(Promise.all(event.data.keep.map(url => fromServer(event, new Request(url)).catch(() => null)))));

addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || !(STATIC.test(url.pathname) || READ.test(url.pathname))) return;
  event.respondWith(fromServer(event, request).catch(error => kept(request, error)));
});

const isRead = request => READ.test(new URL(request.url).pathname);
// A page is the same page whatever its address asks for.
const keyOf = request => (isRead(request) ? request.url : new URL(request.url).pathname);

async function fromServer(event, request) {
  const answer = await fetch(request);
  if (answer.status === 401) await caches.delete(READS); // Nobody is signed in now.
  // An answer that led elsewhere, as to the sign-in, is not that page. Nobody waits until it is kept, nor minds where there is no room.
  if (answer.status === 200 && answer.type === 'basic' && !answer.redirected) event.waitUntil(keep(request, answer.clone()).catch(() => {}));
  return answer;
}

async function keep(request, answer) {
  const headers = new Headers(answer.headers);
  headers.set(KEPT, new Date().toISOString());
  const cache = await caches.open(isRead(request) ? READS : PAGES);
  await cache.delete(keyOf(request)); // The newest is the last.
  await cache.put(keyOf(request), new Response(answer.body, { status: 200, headers }));
  if (!isRead(request)) return;
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MAX_READS))) await cache.delete(key);
}

async function kept(request, error) {
  const cache = await caches.open(isRead(request) ? READS : PAGES);
  const answer = await cache.match(keyOf(request), { ignoreVary: true });
  if (!answer) throw error;
  return answer;
}
