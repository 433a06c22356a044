// The board on a wall: large, without what one presses, a part at a time, on a screen that does not go to sleep.
import { isEscape } from './keys.js';
import { html } from './lit.js';
import { remember } from './shell.js';
import { say } from './words.js';

const EACH = 20_000; // Milliseconds for each part.
// The parts, each as the cards that it shows; those that are empty are passed over.
const PARTS = ['.open-card', '.map-card', '.timeline, .meters-card', '.load-card', '.ledger-card'];

let at = 0;
let turning = 0;

export const isWall = () => new URL(location.href).searchParams.has('wall');

export const wallButton = () => html`<button id="wall" type="button" @click=${() => { remember({ wall: '1' }, true); openWall(); }}>${say('board.wall')}</button>`;

async function keepAwake() {
  if (!isWall() || document.hidden) return;
  try {
    await navigator.wakeLock?.request('screen');
  } catch { /* A browser that saves power may refuse; the wall goes on. */ }
}

function turn() {
  const main = document.getElementById('main');
  for (let tries = 0; tries < PARTS.length; tries++) {
    at = (at + 1) % PARTS.length;
    if (main.querySelector(PARTS[at])) break;
  }
  if (!main.querySelector(PARTS[at])) at = 0; // Nothing is drawn yet: the first part is shown as soon as it is.
  main.dataset.part = String(at);
}

function close() {
  clearInterval(turning);
  turning = 0;
  document.body.classList.remove('is-wall');
  delete document.getElementById('main').dataset.part;
  if (document.fullscreenElement) document.exitFullscreen();
  remember({ wall: '' }, true);
}

export function openWall() {
  if (turning) return;
  document.body.classList.add('is-wall');
  document.documentElement.requestFullscreen?.().catch(() => { /* Only at a press: an address opens it in the window. */ });
  at = PARTS.length - 1;
  turn();
  turning = setInterval(turn, EACH);
  keepAwake();
}

document.addEventListener('visibilitychange', keepAwake); // A lock ends when the page is hidden.
addEventListener('keydown', event => { if (turning && isEscape(event)) close(); });
document.addEventListener('fullscreenchange', () => { if (turning && !document.fullscreenElement) close(); });
