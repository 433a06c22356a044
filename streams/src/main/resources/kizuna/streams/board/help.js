// Help where one needs it: the keys, the terms, and what to do first in a role.
import { html, nothing, render } from './lit.js';
import { isComposing, isTyping } from './keys.js';
import { codes, say } from './words.js';

const SEEN = 'kizuna.welcomed';
const STEPS = 3;

const seen = () => { try { return (localStorage.getItem(SEEN) ?? '').split(' '); } catch { return []; } };
const keep = page => { try { localStorage.setItem(SEEN, [...new Set([...seen(), page])].join(' ').trim()); } catch { /* It comes again. */ } };

/** Opens the help; made when it is asked for. */
export function openHelp(page) {
  let dialog = document.getElementById('help');
  if (!dialog) {
    dialog = document.createElement('dialog');
    dialog.id = 'help';
    dialog.setAttribute('aria-labelledby', 'help-title');
    document.body.append(dialog);
    dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
  }
  render(html`<div class="head"><h2 id="help-title">${say('help.title')}</h2><button type="button" class="quiet" @click=${() => dialog.close()}>${say('shell.close')}</button></div>
    <div class="body">
      ${page === 'request' ? nothing : html`<section><h3>${say('help.first')}</h3>${steps(page)}</section>`}
      <section><h3>${say('help.keys')}</h3><dl class="facts"><dt><kbd>?</kbd></dt><dd>${say('help.key.help')}</dd><dt><kbd>/</kbd></dt><dd>${say('help.key.search')}</dd><dt><kbd>Esc</kbd></dt><dd>${say('help.key.escape')}</dd></dl></section>
      <section><h3>${say('help.terms')}</h3><dl class="terms">${codes('term').map(term => html`<div><dt>${say(`term.${term}`)}</dt><dd>${say(`term.${term}.means`)}</dd></div>`)}</dl></section>
    </div>`, dialog);
  if (!dialog.open) dialog.showModal();
}

const steps = page => html`<ol>${Array.from({ length: STEPS }, (_, i) => html`<li>${say(`help.${page}.${i + 1}`)}</li>`)}</ol>`;

/** "?" opens the help, but not where somebody writes. */
export function listenForHelp(page) {
  addEventListener('keydown', event => {
    if (event.key !== '?' || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    event.preventDefault();
    openHelp(page);
  });
}

/** What to do first, on the first visit of a page; nothing after it was put away. */
export function welcome(page, redraw) {
  if (seen().includes(page)) return nothing;
  return html`<section class="card welcome noprint" aria-labelledby="welcome-title"><div class="title"><h2 id="welcome-title">${say('help.first')}</h2>
    <button type="button" class="small end" @click=${() => { keep(page); redraw(); }}>${say('help.gotIt')}</button></div>${steps(page)}</section>`;
}
