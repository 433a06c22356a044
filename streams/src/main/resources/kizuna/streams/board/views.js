// Views of the board under names: filters, order and columns, kept in this browser for each account. Each is an address that can be sent.
import { html, live, nothing, repeat } from './lit.js';
import { number, say } from './words.js';

const MOST = 20;
const LONGEST = 40;
const keyOf = account => `kizuna.views.${account}`;

function read(account) {
  try {
    const list = JSON.parse(localStorage.getItem(keyOf(account)) ?? '[]');
    return Array.isArray(list) ? list.filter(v => typeof v?.name === 'string' && typeof v.query === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Views of an account; a page that is reloaded or opened beside finds the same. */
export class Views {
  /**
   * @param open   query → the board shows it
   * @param link   query → its address
   * @param redraw draws the board again
   */
  constructor(account, { open, link, redraw }) {
    Object.assign(this, { account, open, link, redraw, name: '', said: '', list: read(account) });
    addEventListener('storage', event => { if (event.key === keyOf(account)) { this.list = read(account); redraw(); } });
  }

  keep(list) {
    this.list = list;
    try {
      localStorage.setItem(keyOf(this.account), JSON.stringify(list));
    } catch {
      this.said = say('board.views.notKept');
    }
    this.redraw();
  }

  /** Under a name that is there already it takes the place of that one. */
  add(query) {
    const name = this.name.normalize('NFKC').trim().slice(0, LONGEST);
    const others = this.list.filter(v => v.name !== name);
    this.said = !name ? say('board.views.noName') : others.length >= MOST ? say('board.views.full', number(MOST)) : '';
    if (this.said) { this.redraw(); return; }
    this.name = '';
    this.said = say('board.views.kept', name);
    this.keep([...others, { name, query }]);
  }

  /** @param query of what is shown now */
  menu(query) {
    return html`<details class="menu" id="views"><summary>${say('board.views')}${this.list.length ? ` ${number(this.list.length)}` : ''}</summary><div class="menu-body">
      ${this.list.length ? html`<ul class="views">${repeat(this.list, v => v.name, v => html`<li><a href=${this.link(v.query)} aria-current=${v.query === query ? 'true' : nothing}
        @click=${e => { if (e.ctrlKey || e.metaKey || e.shiftKey) return; e.preventDefault(); e.target.closest('details').open = false; this.open(v.query); }}>${v.name}</a>
        <button type="button" class="small" aria-label=${say('board.views.removeNamed', v.name)} @click=${() => { this.said = ''; this.keep(this.list.filter(o => o !== v)); }}>${say('board.views.remove')}</button></li>`)}</ul>` : html`<p class="aside">${say('board.views.none')}</p>`}
      <form class="view-form" @submit=${e => { e.preventDefault(); this.add(query); }}><label>${say('board.views.name')}<input id="view-name" maxlength=${LONGEST} autocomplete="off" .value=${live(this.name)} @input=${e => { this.name = e.target.value; }}></label>
        <button type="submit">${say('board.views.save')}</button>
        <button type="button" @click=${async e => { const button = e.currentTarget; await navigator.clipboard?.writeText(new URL(this.link(query), location.href).href); button.textContent = say('board.copied'); }}>${say('board.copyLink')}</button></form>
      <p class="aside" role="status">${this.said || say('board.views.limit', number(MOST))}</p></div></details>`;
  }
}
