// A page that is read without a line shows what it showed last: pages and answers by the service worker, the stream's first picture here.
const READS = 'kizuna-reads';
const KEPT = 'Kizuna-Kept';

const keyOf = view => `/api/kept-snapshot?${encodeURIComponent(view)}`;
const possible = () => isSecureContext && 'serviceWorker' in navigator && 'caches' in globalThis;

/** Lets the service worker keep pages and answers; what was loaded before it was there is named to it. */
export async function keepPages() {
  if (!possible()) return;
  const first = !navigator.serviceWorker.controller;
  try {
    await navigator.serviceWorker.register('service-worker.js');
    if (!first) return;
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.startsWith(location.origin));
    active.postMessage({ keep: [...new Set([location.href, ...loaded])].filter(name => !name.includes('/api/stream')) });
  } catch { /* A browser that forbids it: then there is no page without a line. */ }
}

/** The stream's snapshot of a view, kept for the time without a line. */
export async function keepSnapshot(view, snapshot) {
  if (!possible()) return;
  const cache = await caches.open(READS);
  await cache.put(keyOf(view), new Response(JSON.stringify(snapshot), { headers: { [KEPT]: new Date().toISOString() } }));
}

/** @returns {at, snapshot}, or null where none was kept; `at` in milliseconds */
export async function keptSnapshot(view) {
  if (!possible()) return null;
  const answer = await (await caches.open(READS)).match(keyOf(view));
  return answer ? { at: Date.parse(answer.headers.get(KEPT)), snapshot: await answer.json() } : null;
}

/** What an account has read is nobody else's. */
export const forgetReads = async () => { if (possible()) await caches.delete(READS); };
