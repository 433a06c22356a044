// One search over everything, opened with "/" or the button in the head: pages, municipalities, requests, dispatches.
import { get } from './api.js';
import { isComposing, isTyping } from './keys.js';
import { html, nothing, render } from './lit.js';
import { narrow } from './text.js';
import { days, label, number, say } from './words.js';

const PAUSE = 200; // Milliseconds after a key: one request for a typed word.
const MOST = 60; // Characters.

const folded = text => narrow(text).toLowerCase();

class Search {
  /** @param pages () → [{href, name}]; @param link (file, parameters) → address of a page */
  constructor(pages, link) {
    Object.assign(this, { pages, link, text: '', found: null, failed: null, asked: 0, later: 0 });
    this.dialog = document.createElement('dialog');
    this.dialog.id = 'find';
    this.dialog.setAttribute('aria-labelledby', 'find-title');
    this.dialog.addEventListener('click', event => { if (event.target === this.dialog) this.dialog.close(); });
    this.dialog.addEventListener('keydown', event => this.move(event));
    document.body.append(this.dialog);
  }

  open() {
    if (this.dialog.open) return;
    this.draw();
    this.dialog.showModal();
    document.getElementById('find-text').select();
  }

  type(text) {
    this.text = text;
    clearTimeout(this.later);
    if (text.trim()) this.later = setTimeout(() => this.ask(), PAUSE);
    else this.found = null;
    this.draw();
  }

  async ask() {
    const turn = ++this.asked;
    let found = null;
    let failed = null;
    try {
      found = await get('api/search', { q: this.text });
    } catch (error) { failed = error; }
    if (turn !== this.asked) return; // A later word was requested in the meantime.
    Object.assign(this, { found, failed });
    this.draw();
  }

  // Arrows go through what was found, Enter in the field opens the first.
  move(event) {
    if (isComposing(event) || !['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) return;
    const links = [...this.dialog.querySelectorAll('.found a')];
    const at = links.indexOf(document.activeElement);
    if (event.key === 'Enter') {
      if (at >= 0 || !links.length || document.activeElement.id !== 'find-text') return;
      event.preventDefault();
      links[0].click();
      return;
    }
    event.preventDefault();
    const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
    (links[next] ?? (next < 0 ? document.getElementById('find-text') : links.at(-1)))?.focus();
  }

  draw() {
    render(html`<div class="head"><h2 id="find-title">${say('find.title')}</h2><button type="button" class="quiet" @click=${() => this.dialog.close()}>${say('shell.close')}</button></div>
      <div class="body"><label class="field" for="find-text"><span>${say('find.what')}</span>
        <input id="find-text" type="text" inputmode="search" role="searchbox" maxlength=${MOST} autocomplete="off" .value=${this.text} @input=${event => this.type(event.target.value)}></label>
        <div class="found" aria-live="polite">${this.results()}</div></div>`, this.dialog);
  }

  results() {
    const words = folded(this.text).split(/\s+/).filter(Boolean);
    const pages = this.pages().filter(page => words.every(word => folded(page.name).includes(word)));
    if (!words.length) return this.group('find.pages', pages.map(page => [page.href, page.name]), pages.length);
    if (this.failed) return html`<p class="notice" data-tone="bad" role="alert">${this.failed.message}</p>`;
    const { found } = this;
    if (!found) return html`<p class="empty">${say('board.reading')}</p>`;
    const { municipalities, requests, dispatches } = found;
    const groups = [
      this.group('find.pages', pages.map(page => [page.href, page.name]), pages.length),
      this.group('find.municipalities', municipalities.rows.flatMap(m => this.places(m)), municipalities.total),
      this.group('find.requests', requests.rows.map(r => [this.link('request.html', { network: r.networkId, id: r.requestId }),
        `${r.receiverName} ${label('TaskType', r.taskType)} ${say('board.perDay', number(r.headCount))}`, `${r.requestId} ${days(r.firstDay, r.lastDay)} ${label('RequestState', r.state)}`]), requests.total),
      this.group('find.dispatches', dispatches.rows.map(d => [this.link('./', { dispatch: `${d.networkId}/${d.dispatchId}` }),
        `${d.lenderName} → ${d.receiverName} ${say('board.perDay', number(d.headCount))}`, `${d.dispatchId} ${days(d.firstDay, d.lastDay)} ${label('DispatchState', d.state)}`]), dispatches.total),
    ];
    return groups.every(group => group === nothing) ? html`<p class="empty">${say('find.nothing', this.text)}</p>` : groups;
  }

  // What a municipality asks for, and whom it sends, on the board.
  places(m) {
    const name = `${m.name} (${m.code})`;
    if (!m.lends && !m.asks) return [[null, name, say('find.uninvolved')]];
    return [...(m.asks ? [[this.link('./', { receiver: m.code }), name, say('find.asks')]] : []), ...(m.lends ? [[this.link('./', { lender: m.code }), name, say('find.lends')]] : [])];
  }

  group(key, rows, total) {
    if (!rows.length) return nothing;
    const more = total - new Set(rows.map(([, name]) => name)).size;
    return html`<section><h3>${say(key)}</h3><ul>${rows.map(([href, name, text]) => html`<li>${href ? html`<a href=${href} @click=${() => this.dialog.close()}>${name}</a>` : name}
      ${text ? html`<span class="aside">${text}</span>` : nothing}</li>`)}</ul>${more > 0 ? html`<p class="aside">${say('find.more', number(more))}</p>` : nothing}</section>`;
  }
}

let search = null;

export function openSearch(pages, link) {
  search ??= new Search(pages, link);
  search.open();
}

/** "/" opens the search, but not where somebody writes. */
export function listenForSearch(open) {
  addEventListener('keydown', event => {
    if (event.key !== '/' || isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    open();
  });
}
