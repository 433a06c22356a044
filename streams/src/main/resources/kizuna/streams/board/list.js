// Lists on pages of work. Beyond ten rows a list is searched and turned page by page, and the head of its section stays in sight.
import { isComposing } from './keys.js';
import { html, nothing, repeat } from './lit.js';
import { focusWhenThere } from './focus.js';
import { onPaper } from './paper.js';
import { narrow } from './text.js';
import { number, say } from './words.js';

const ROWS = 10;

const phone = matchMedia('(max-width: 40rem)');
// Rows are twice as high on a phone.
const sized = size => (onPaper() ? Infinity : phone.matches ? Math.min(ROWS / 2, Math.ceil(size / 2) + 1) : Math.min(size, ROWS));

const folded = text => narrow(text).toLowerCase();

/** The lists of a page: what is searched for in each, and which of its pages is open; and which of its folded sections are. */
export class Lists {
  constructor(redraw) {
    this.redraw = redraw;
    this.known = new Map();
    this.unfolded = new Set();
    phone.addEventListener('change', redraw);
  }

  of(id) {
    if (!this.known.has(id)) this.known.set(id, { q: '', at: 0 });
    return this.known.get(id);
  }

  /**
   * @param key   row → its key
   * @param row   row → template of an li
   * @param text  row → all that is searched in
   * @param kind  class of the list
   * @param draw  (rows that are shown) → template, where a list has another form
   */
  view(id, rows, { key, row, text, kind = 'rows', size: most = ROWS, draw = shown => html`<ul class=${kind}>${repeat(shown, key, row)}</ul>` }) {
    const list = this.of(id);
    const size = sized(most);
    const words = folded(list.q).split(/\s+/).filter(Boolean);
    const found = words.length ? rows.filter(r => { const all = folded(text(r)); return words.every(w => all.includes(w)); }) : rows;
    list.at = Math.max(0, Math.min(list.at, Math.ceil(found.length / size) - 1));
    const shown = onPaper() ? found : found.slice(list.at * size, (list.at + 1) * size);
    return html`${rows.length > size ? this.tools(id, list, found.length, size) : nothing}
      ${shown.length ? draw(shown) : html`<p class="empty" role="status">${say('list.none', list.q)}</p>`}`;
  }

  tools(id, list, found, size) {
    const go = at => { list.at = at; this.redraw(); };
    const pages = Math.ceil(found / size);
    const first = found ? list.at * size + 1 : 0;
    return html`<div class="list-tools noprint"><label class="choose search"><span>${say('list.search')}</span><input id="search-${id}" type="search" maxlength="60" placeholder=${say('list.search')} .value=${list.q}
        @input=${e => { if (!e.isComposing) { list.q = e.target.value; go(0); } }} @compositionend=${e => { list.q = e.target.value; go(0); }}
        @keydown=${e => { if (e.key === 'Enter' && !isComposing(e)) e.preventDefault(); }}></label>
      <span class="pages"><button type="button" class="small" ?disabled=${list.at === 0} aria-label=${say('list.before')} @click=${() => go(list.at - 1)}>◀</button>
      <span class="count" role="status">${say('list.shown', number(first), number(Math.min(first + size - 1, found)), number(found))}</span>
      <button type="button" class="small" ?disabled=${list.at >= pages - 1} aria-label=${say('list.after')} @click=${() => go(list.at + 1)}>▶</button></span></div>`;
  }
}

/** That a list ends before its total, and where the rest is; `href` null: nowhere yet, the next ones come as the first end. */
export const restOf = (shown, total, href) => (total > shown ? html`<p class="aside">${say('board.firstOf', number(shown), number(total))} ${href ? html`<a href=${href}>${say('list.rest')}</a>` : nothing}</p>` : nothing);

/**
 * A section with its head; the head of a long one stays in sight.
 * @param rows  how many its list has
 * @param fold  the lists of the page, where the section is one line until somebody opens it
 */
export function section({ id, heading, count = nothing, extra = nothing, card = true, rows = 0, fold = null }, inside) {
  const stays = rows > sized(ROWS) ? 'stays' : '';
  const title = html`<h2 id="${id}-title" tabindex="-1">${heading}</h2>${count === nothing ? nothing : html`<span class="count">${typeof count === 'number' ? say('board.count', number(count)) : count}</span>`}${extra}`;
  if (!fold) return html`<section class=${card ? 'card' : ''} aria-labelledby="${id}-title"><div class="title ${stays}">${title}</div>${inside}</section>`;
  return html`<section class="card folded" aria-labelledby="${id}-title"><details ?open=${fold.unfolded.has(id) || onPaper()} @toggle=${e => { if (!onPaper()) fold.unfolded[e.target.open ? 'add' : 'delete'](id); }}>
    <summary class="title ${stays}">${title}</summary>${inside}</details></section>`;
}

// What is begun inside a fold, as a draft that came back, is to be seen: once, so that who closes it has it closed.
const begun = new WeakSet();
export function unfold(root) {
  for (const panel of root.querySelectorAll('.panel')) {
    if (begun.has(panel)) continue;
    begun.add(panel);
    open(panel);
  }
}

function open(element) {
  for (let at = element.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
}

/** Goes to an element, wherever it is folded. */
export function goTo(id) {
  focusWhenThere(() => document.getElementById(id), { block: 'start', before: open });
}

addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="#"]');
  if (!link || link.classList.contains('skip')) return;
  event.preventDefault();
  goTo(decodeURIComponent(link.hash.slice(1)));
});
