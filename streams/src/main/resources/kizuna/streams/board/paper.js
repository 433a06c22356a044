// Printing: lists are printed whole, folds are open, and each sheet says when and for which office it was printed.
import { html } from './lit.js';
import { say, time } from './words.js';

const paper = matchMedia('print');
let printing = false;

export const onPaper = () => printing || paper.matches;

/** Draws the page as it is printed, and again as it is read. */
export function beforePaper(draw) {
  addEventListener('beforeprint', () => { printing = true; draw(); });
  addEventListener('afterprint', () => { printing = false; draw(); });
  paper.addEventListener('change', draw);
}

/** The foot of a sheet; accounts stand for offices, not for persons. */
export const printed = (w, subject) => html`<p class="paper-only">${say('part.printed', subject, time(w.now()), w.me?.signedIn ? w.me.name : say('shell.role.VIEWER'))}</p>`;
