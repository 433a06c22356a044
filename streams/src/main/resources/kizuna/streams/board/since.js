// What changed while nobody looked at this page: dispatches in a new state and new requests, until somebody says that they were seen.
import { get } from './api.js';
import { html, nothing, repeat } from './lit.js';
import { days, label, number, say, time } from './words.js';

const SEEN = 'kizuna.seen.';
const MOST = 50; // Maximum number of changes that are counted.
const LISTED = 10;
const AWAY = 60_000; // Milliseconds; a shorter absence does not count.

// States that others bring about: what somebody did themselves is no news to them.
const NEWS = {
  desk: ['PROPOSED', 'CONFIRMED', 'DEPARTED', 'RECALLED', 'RETURNED', 'DECLINED', 'LAPSED', 'CANCELLED'],
  ward: ['PROPOSED', 'ON_SITE', 'HANDING_OVER', 'RELEASED', 'LAPSED', 'CANCELLED'],
};

const read = key => { try { return localStorage.getItem(key); } catch { return null; } };
const write = (key, value) => { try { localStorage.setItem(key, value); } catch { /* It is told again, then. */ } };

export class Since {
  /**
   * @param who    account, namespace, page and body, as one text
   * @param filter of the ledger: the receiver, lender or network that the page is about
   * @param now    () → the log's time
   * @param link   (file, parameters) → address of a page
   */
  constructor({ page, who, filter, now, link, redraw }) {
    Object.assign(this, { page, filter, now, link, redraw, key: SEEN + who, from: null, changes: [], more: false, hiddenAt: 0 });
    const leave = () => { if (!this.changes.length) this.seen(); };
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) {
        leave();
        this.hiddenAt = Date.now();
      } else if (Date.now() - this.hiddenAt > AWAY) this.look();
    });
    if (read(this.key)) this.look();
    else this.seen();
  }

  seen() { write(this.key, new Date(this.now()).toISOString()); }

  async look() {
    const from = read(this.key);
    try {
      const [ledger, requests] = await Promise.all([
        get('api/ledger', { ...this.filter, sort: '-changed', limit: MOST }),
        NEWS[this.page] ? null : get('api/requests', { ...this.filter, limit: MOST }),
      ]);
      const after = iso => Date.parse(iso) > Date.parse(from);
      const moved = ledger.rows.filter(d => after(d.changedAt) && (NEWS[this.page]?.includes(d.state) ?? true)).map(d => ({
        key: `${d.networkId}/${d.dispatchId}`, at: d.changedAt, kind: label('DispatchState', d.state), href: this.link('request.html', { network: d.networkId, id: d.requestId }),
        text: `${d.lenderName} → ${d.receiverName} ${say('board.perDay', number(d.headCount))} ${days(d.firstDay, d.lastDay)}`,
      }));
      const asked = (requests?.rows ?? []).filter(r => after(r.askedAt)).map(r => ({
        key: `${r.networkId}/${r.requestId}`, at: r.askedAt, kind: say('since.request'), href: this.link('request.html', { network: r.networkId, id: r.requestId }),
        text: `${r.receiverName} ${label('TaskType', r.taskType)} ${say('board.perDay', number(r.headCount))}`,
      }));
      this.changes = [...moved, ...asked].sort((a, b) => b.at.localeCompare(a.at));
      this.more = ledger.rows.length === MOST && after(ledger.rows.at(-1).changedAt);
      this.from = from;
      this.redraw();
    } catch { /* The page itself says that nothing can be read. */ }
  }

  close() {
    this.changes = [];
    this.seen();
    this.redraw();
  }

  view() {
    if (!this.changes.length) return nothing;
    const kinds = new Map();
    for (const change of this.changes) kinds.set(change.kind, (kinds.get(change.kind) ?? 0) + 1);
    return html`<section class="notice since" data-tone="info" aria-label=${say('since.title')}>
      <details><summary>${say(this.more ? 'since.more' : 'since.what', time(this.from))} ${[...kinds].map(([kind, n]) => html`<span class="chip">${kind} ${number(n)}</span> `)}</summary>
        <ul>${repeat(this.changes.slice(0, LISTED), change => change.key, change => html`<li><a href=${change.href}>${change.text}</a> <span class="aside">${change.kind}</span></li>`)}</ul>
        ${this.changes.length > LISTED ? html`<p class="aside">${say('since.others', number(this.changes.length - LISTED))}</p>` : nothing}</details>
      <button type="button" @click=${() => this.close()}>${say('since.seen')}</button></section>`;
  }
}
