// Keys that an input method (IME) uses are not the page's: Escape and Enter then end a conversion.
let composing = false;
let ended = 0;
const JUST = 50; // Safari ends the composition before the key event.

addEventListener('compositionstart', () => { composing = true; }, true);
addEventListener('compositionend', () => { composing = false; ended = performance.now(); }, true);

export const isComposing = event => event.isComposing || event.keyCode === 229 || composing || performance.now() - ended < JUST;

/** Escape that means the page. */
export const isEscape = event => event.key === 'Escape' && !isComposing(event);

/** Whether a key is text that somebody writes. */
export const isTyping = event => /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.target.isContentEditable;
