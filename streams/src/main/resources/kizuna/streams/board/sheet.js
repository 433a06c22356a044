// The day's ledger on paper, A4 across: who is out on that day or will go, by receiver.
import { html, nothing, render } from '/webjars/lit-html/lit-html.js';
import { get } from './api.js';
import { contactText, readDutyDesks } from './duty.js';
import { drillOf, now } from './shell.js';
import { day, dayOf, days, label, number, say, time } from './words.js';

const MOST = 1_000;
const UNDER_WAY = ['PROPOSED', 'CONFIRMED', 'DEPARTED', 'ON_SITE', 'HANDING_OVER'];

export async function printDay(namespace, filters, at) {
  const today = dayOf(now());
  const answer = await get('api/ledger', { ...filters, state: filters.state?.length ? filters.state : UNDER_WAY, from: today, limit: MOST, at });
  const rows = [...answer.rows].sort((a, b) => a.receiver.localeCompare(b.receiver) || a.taskType.localeCompare(b.taskType) || a.lender.localeCompare(b.lender) || a.dispatchId.localeCompare(b.dispatchId));
  const drill = drillOf(namespace);
  await readDutyDesks({ redraw() {} }).catch(() => {});
  const bodies = new Map(rows.flatMap(row => [[row.receiver, row.receiverName], [row.lender, row.lenderName]]));
  const contacts = [...bodies].map(([code, name]) => [code, name, contactText(code)]).filter(([, , text]) => text);
  const sums = new Map();
  for (const row of rows) sums.set(row.state, (sums.get(row.state) ?? 0) + row.headCount);
  render(html`
    <h1>${drill ? html`<strong>${say('shell.drill')}</strong> ` : nothing}${say('board.sheet.title', day(today))}</h1>
    <p>${drill ? `${say('shell.drillText', drill)} ` : ''}${at ? `${say('board.timeline.past')} ` : ''}${say('board.sheet.asOf', time(now()))}
      ${say('board.count', number(answer.total))}${answer.total > rows.length ? ` ${say('board.firstOf', number(rows.length), number(answer.total))}` : ''}</p>
    <p>${[...sums].map(([state, sum]) => html`<span>${label('DispatchState', state)} ${say('board.persons', number(sum))}</span> `)}</p>
    <table><caption class="unseen">${say('board.sheet.title', day(today))}</caption>
      <thead><tr>${['receiver', 'task', 'lender', 'people', 'state', 'period', 'request'].map(c => html`<th scope="col">${say(`board.col.${c}`)}</th>`)}<th scope="col">${say('board.sheet.note')}</th></tr></thead>
      <tbody>${rows.map((row, i) => html`<tr><td>${i && rows[i - 1].receiver === row.receiver ? '〃' : row.receiverName}</td><td>${label('TaskType', row.taskType)}</td><td>${row.lenderName}</td>
        <td class="number">${say('board.persons', number(row.headCount))}</td><td>${label('DispatchState', row.state)}</td><td>${days(row.firstDay, row.lastDay)} ${say('board.wave', row.wave)}</td><td>${row.dispatchId}</td><td></td></tr>`)}</tbody></table>
    ${contacts.length ? html`<h2>${say('duty.title')}</h2><table><tbody>${contacts.map(([, name, text]) => html`<tr><th scope="row">${name}</th><td>${text}</td></tr>`)}</tbody></table>` : nothing}
    ${rows.length ? nothing : html`<p>${say('board.sheet.none')}</p>`}`, document.getElementById('sheet'));
  document.body.classList.add('has-sheet');
  addEventListener('afterprint', () => document.body.classList.remove('has-sheet'), { once: true });
  window.print();
}
