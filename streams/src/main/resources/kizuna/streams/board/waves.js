// Dispatches of one request come in waves, up to dozens of them: from four on they are one row that opens.
import { html, nothing, repeat } from './lit.js';
import { onPaper } from './paper.js';
import { chip, comma, place, short, tones } from './parts.js';
import { pageLink } from './shell.js';
import { label, number, say } from './words.js';

const TOGETHER = 4;

const keyOf = d => `${d.networkId}/${d.requestId}`;

export class Waves {
  /** @param other row → whom it is about, as [code, name]; @param isOpen row → whether somebody is at work on it */
  constructor(redraw, { other, isOpen }) {
    Object.assign(this, { redraw, other, isOpen, opened: new Set() });
  }

  /** Rows one by one, or together where there are many of one request; in the order of the first of each. */
  together(rows) {
    const groups = new Map();
    for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
    const items = [];
    for (const row of rows) {
      const group = groups.get(keyOf(row));
      if (!group) continue;
      if (group.length < TOGETHER) items.push({ key: `${row.networkId}/${row.dispatchId}`, row });
      else {
        items.push({ key: keyOf(row), rows: group });
        groups.delete(keyOf(row));
      }
    }
    return items;
  }

  text({ row, rows = [row] }) {
    const [d] = rows;
    return [...this.other(d), d.requestId, label('TaskType', d.taskType), ...rows.map(r => `${r.dispatchId} ${label('DispatchState', r.state)}`)].join(' ');
  }

  /** @param one row → template of an li; @param more (rows, id) → what can be done with several of them */
  view({ row, rows, key }, one, more = () => nothing) {
    if (row) return one(row);
    const [d] = rows;
    const [code, name] = this.other(d);
    const id = key.replace(/[^\w-]/g, '_');
    const open = onPaper() || this.opened.has(key) || rows.some(this.isOpen);
    const states = new Map();
    for (const r of rows) states.set(r.state, (states.get(r.state) ?? 0) + 1);
    const missing = rows.filter(r => r.missingReport).length;
    const first = rows.map(r => r.firstDay).sort()[0];
    const last = rows.map(r => r.lastDay).sort().at(-1);
    return html`<li class="card row waves" id="waves-${id}" tabindex="-1"><div class="row-head"><strong>${place(code, name)}</strong> <span>${label('TaskType', d.taskType)}</span> <span>${say('waves.count', rows.length)}</span></div>
      <p class="row-text">${short(first, last)} <span class="aside">${say('waves.persons', number(rows.reduce((sum, r) => sum + r.headCount, 0)))}${comma()}<a href=${pageLink('request.html', { network: d.networkId, id: d.requestId })}>${d.requestId}</a></span></p>
      <p class="row-head">${[...states].map(([state, n]) => chip(`${label('DispatchState', state)} ${number(n)}`, tones[state]))}${missing ? chip(`${say('figure.notReported')} ${number(missing)}`, 'red') : nothing}</p>
      ${more(rows, id)}
      <details class="inside" ?open=${open} @toggle=${e => { if (onPaper()) return; this.opened[e.target.open ? 'add' : 'delete'](key); this.redraw(); }}><summary>${say('waves.each')}</summary>
        ${open ? html`<ul class="rows">${repeat(rows, r => r.dispatchId, one)}</ul>` : nothing}</details></li>`;
  }
}

