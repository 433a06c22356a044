// Reports of which nobody knows whether they arrived. They are sent again by themselves, under the same key, so that what had arrived
// is counted once: when the line is back, and every few seconds; after a reload or a restart of the browser too.
import { drafts } from './drafts.js';

const AGAIN = 20_000; // Milliseconds between two tries.
const unsent = new Set();
let changed = () => {};

/** How many reports are on their way; `whenThatChanges` is told. */
export const onTheirWay = () => unsent.size;
export const whenThatChanges = tell => { changed = tell; };

/** @param form with `resend()`, which sends what was sent and nothing else */
export function keepTrying(form) {
  if (unsent.has(form)) return;
  unsent.add(form);
  changed();
}

export function stopTrying(form) {
  if (unsent.delete(form)) changed();
}

export function sendAgain() {
  for (const form of [...unsent]) form.resend();
}

addEventListener('online', sendAgain);
setInterval(() => { if (navigator.onLine) sendAgain(); }, AGAIN);

const name = (scope, key) => `${scope}.sending.${key}`;

/** Keeps what is being sent and has no draft, until its answer is known. */
export const remember = (scope, key, content) => drafts.keep(name(scope, key), { key, content });
export const forget = (scope, key) => drafts.drop(name(scope, key));

/** What a page that was closed while it sent left without an answer, as {key, content}; each is taken once. */
export const leftOpen = scope => drafts.openSendings(`${scope}.`).map(draft => drafts.take(draft));
