// The ledger as a table: filters, search, sort, permanent links.
import { html, nothing } from '/webjars/lit-html/lit-html.js';
import { repeat } from '/webjars/lit-html/directives/repeat.js';
import { areSeveral, disasterTag } from './disasters.js';
import { word } from './figures.js';
import { day, days, label, number, say, shortTime } from './words.js';

export const STATES = ['PROPOSED', 'CONFIRMED', 'DEPARTED', 'ON_SITE', 'HANDING_OVER', 'RELEASED', 'RETURNED', 'DECLINED', 'LAPSED', 'CANCELLED', 'RECALLED'];
export const TONES = {
  PROPOSED: 'amber', CONFIRMED: 'blue', DEPARTED: 'teal', ON_SITE: 'green', HANDING_OVER: 'green',
  DECLINED: 'red', LAPSED: 'red', CANCELLED: 'red', RECALLED: 'red',
};
// A shape for each colour.
export const SIGNS = {
  PROPOSED: '◌', CONFIRMED: '◎', DEPARTED: '▶', ON_SITE: '●', HANDING_OVER: '◐', RELEASED: '◁', RETURNED: '■', DECLINED: '✕', LAPSED: '✕', CANCELLED: '✕', RECALLED: '↩',
};
export const USUAL = '-proposed';
export const COLUMNS = ['state', 'disaster', 'lender', 'receiver', 'place', 'task', 'people', 'period', 'request', 'changed'];
const SORTS = { state: 'state', lender: 'lender', receiver: 'receiver', people: 'persons', period: 'firstDay', changed: 'changed' };
const FALLING_FIRST = new Set(['persons', 'changed', 'proposed']);

export const chip = state => html`<span class="chip" data-tone=${TONES[state] ?? nothing}><span aria-hidden="true">${SIGNS[state] ?? ''}</span>${label('DispatchState', state)}</span>`;
export const missingChip = (text, full = text) => html`<span class="chip" data-tone="red" title=${full === text ? nothing : full}><span aria-hidden="true">!</span>${full === text ? text : html`<span class="short-of">${text}</span><span class="unseen"> ${full}</span>`}</span>`;
// Sent by a standing plan (即時応援), and not documented by the receiver yet.
const unrequested = row => (row.unrequested ? html` <span class="chip" data-tone="blue">${say('board.unrequested')}</span>` : nothing);
// The same where there is room for a word at most: what ended says why instead.
const unrequestedShort = row => (row.unrequested && !row.reason ? html` <span class="chip" data-tone="blue" title=${say('board.unrequested')}><span aria-hidden="true">»</span><span class="short-of" aria-hidden="true">${say('board.unrequestedShort')}</span><span class="unseen"> ${say('board.unrequested')}</span></span>` : nothing);
export const keyOf = row => `${row.networkId}/${row.dispatchId}`;
// The number of a wave stays to be read where the id is cut off.
const shortId = row => (row.dispatchId.startsWith(`${row.requestId}-`) ? [row.requestId, `#${row.dispatchId.slice(row.requestId.length + 1)}`] : [row.dispatchId, '']);

/** In which order the lines stand, in words. */
export function orderSaid(sort) {
  if (sort === USUAL) return say('board.order.usual');
  const field = sort.replace(/^-/, '');
  const column = Object.keys(SORTS).find(name => SORTS[name] === field);
  return say(sort.startsWith('-') ? 'board.order.falling' : 'board.order.rising', column ? say(`board.col.${column}`) : field);
}

function head(name, sort, onSort) {
  const field = SORTS[name];
  const text = say(`board.col.${name}`);
  const kind = `of-${name}${name === 'people' ? ' number' : ''}`;
  if (!field) return html`<th scope="col" class=${kind} title=${text}>${text}</th>`;
  const rising = sort === field;
  const falling = sort === `-${field}`;
  const next = rising ? `-${field}` : falling ? field : FALLING_FIRST.has(field) ? `-${field}` : field;
  return html`<th scope="col" class=${kind} aria-sort=${rising ? 'ascending' : falling ? 'descending' : nothing}>
    <button type="button" class="sort" @click=${() => onSort(next)}>${text}<span class="arrow" aria-hidden="true">${rising ? '▲' : falling ? '▼' : '↕'}</span></button></th>`;
}

async function copy(event, text) {
  const button = event.currentTarget;
  await navigator.clipboard?.writeText(text);
  button.classList.add('is-copied');
  setTimeout(() => button.classList.remove('is-copied'), 2_000);
}

/** @param columns names out of COLUMNS; @param usual whether nobody chose them: then those that have no room may go */
export function ledgerTable({ rows, columns, usual, sort, onSort, kana, fresh, selected, openDispatch, openWhy, dispatchLink, title, waiting }) {
  const cells = {
    state: row => html`<td class="state">${chip(row.state)}${unrequestedShort(row)}${row.missingReport ? html` ${missingChip(word('notReported'), label('MissingReport', row.missingReport))}` : nothing}${row.reason ? html` <span class="aside" title=${label('RefusalReason', row.reason)}>${label('RefusalReason', row.reason)}</span>` : nothing}</td>`,
    disaster: row => html`<td class="disaster">${areSeveral() ? disasterTag(row.disasterId) : html`<span lang="ja" title=${row.disasterName}>${row.disasterName}</span>`}</td>`,
    lender: row => html`<td class="lender" title=${[row.lenderName, kana(row.lender)].filter(Boolean).join(' ')}>${row.lenderName}</td>`,
    receiver: row => html`<td class="receiver" title=${[row.receiverName, kana(row.receiver)].filter(Boolean).join(' ')}>${row.receiverName}</td>`,
    place: row => html`<td class="place-of-work" title=${row.place ?? nothing}>${row.place ?? ''}</td>`,
    task: row => html`<td class="task" title=${label('TaskType', row.taskType)}>${label('TaskType', row.taskType)}</td>`,
    people: row => html`<td class="number">${say('board.personsShort', number(row.headCount))}</td>`,
    period: row => html`<td class="period">${days(row.firstDay, row.lastDay)} <span class="aside">${say('board.wave', row.wave)}</span></td>`,
    request: row => {
      const [id, nth] = shortId(row);
      return html`<td class="request"><span class="ids"><a class="dispatch" href=${dispatchLink(row)} title=${row.dispatchId} @click=${e => openDispatch(e, row)}><span class="id">${id}</span>${nth ? html` <span class="nth">${nth}</span>` : nothing}</a>
        <button type="button" class="text copy" aria-label=${say('board.copyId', row.dispatchId)} title=${say('board.copyId', row.dispatchId)} @click=${e => copy(e, row.dispatchId)}><svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d="M5.5 4.5V2.5h8v8h-2M2.5 5.5h8v8h-8z"></path></svg></button>
        <button type="button" class="text why-of" aria-label=${say('board.whyOfName', row.requestId)} @click=${() => openWhy(row.networkId, row.requestId)}>${say('board.whyShort')}</button></span></td>`;
    },
    changed: row => html`<td class="time">${shortTime(row.changedAt)}</td>`,
  };
  return html`<div class="scroll" role="group" aria-labelledby="ledger-title" tabindex="0"><table class="ledger ${usual ? 'usual' : ''} ${waiting ? 'waiting' : ''}" aria-busy=${waiting}>
    <caption class="unseen">${title}</caption>
    <thead><tr>${columns.map(name => head(name, sort, onSort))}</tr></thead>
    <tbody id="ledger">${repeat(rows, keyOf, row => html`<tr class="${fresh.has(keyOf(row)) ? 'fresh' : ''} ${selected === keyOf(row) ? 'selected' : ''}">${columns.map(name => cells[name](row))}</tr>`)}</tbody></table></div>`;
}

// One dispatch, with each step that it took.
export function dispatchFacts(row, requestLink) {
  const step = (key, at) => (at ? html`<dt>${say(`csv.${key}`)}</dt><dd>${at}</dd>` : nothing);
  return html`<dl class="facts">
    <dt>${say('board.col.state')}</dt><dd>${chip(row.state)}${unrequested(row)}${row.missingReport ? html` ${missingChip(say('board.reportMissing', label('MissingReport', row.missingReport), day(row.reportDueOn)))}` : nothing}${row.reason ? html` ${label('RefusalReason', row.reason)}` : nothing}</dd>
    <dt>${say('board.col.lender')}</dt><dd>${row.lenderName} <span class="aside">${row.lender}</span></dd>
    <dt>${say('board.col.receiver')}</dt><dd>${row.receiverName} <span class="aside">${row.receiver}</span></dd>
    <dt>${say('board.disaster')}</dt><dd>${disasterTag(row.disasterId, { named: false })} ${row.disasterName}</dd>
    ${row.place ? html`<dt>${say('board.col.place')}</dt><dd>${row.place}</dd>` : nothing}
    <dt>${say('board.col.task')}</dt><dd>${label('TaskType', row.taskType)}</dd>
    <dt>${say('board.col.people')}</dt><dd>${say('board.perDay', number(row.headCount))}</dd>
    <dt>${say('board.col.period')}</dt><dd>${days(row.firstDay, row.lastDay)} ${say('board.wave', row.wave)}</dd>
    <dt>${say('board.request')}</dt><dd><a href=${requestLink}>${row.requestId}</a></dd>
    <dt>${say('csv.agreementId')}</dt><dd>${say('board.agreement', row.agreementId, row.agreementVersion)}</dd>
    <dt>${say('csv.costBearer')}</dt><dd>${label('CostBearer', row.costBearer)}</dd></dl>
    <h3>${say('board.steps')}</h3>
    <dl class="facts">${['proposedAt', 'holdUntil', 'confirmedAt', 'departedAt', 'arrivedAt', 'endedAt', 'returnedAt']
      .filter(k => k !== 'holdUntil' || row.state === 'PROPOSED').map(k => step(k, row[k] ? shortTime(row[k]) : null))}</dl>`;
}
