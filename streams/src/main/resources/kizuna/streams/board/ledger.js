// The ledger as a table: filters, search, sort, permanent links.
import { html, nothing } from '/webjars/lit-html/lit-html.js';
import { repeat } from '/webjars/lit-html/directives/repeat.js';
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
const SORTS = { state: 'state', lender: 'lender', receiver: 'receiver', people: 'persons', period: 'firstDay', changed: 'changed' };
const FALLING_FIRST = new Set(['persons', 'changed', 'proposed']);

export const chip = state => html`<span class="chip" data-tone=${TONES[state] ?? nothing}><span aria-hidden="true">${SIGNS[state] ?? ''}</span>${label('DispatchState', state)}</span>`;
export const missingChip = text => html`<span class="chip" data-tone="red"><span aria-hidden="true">!</span>${text}</span>`;
export const keyOf = row => `${row.networkId}/${row.dispatchId}`;
const shortId = row => (row.dispatchId.startsWith(`${row.requestId}-`) ? `#${row.dispatchId.slice(row.requestId.length + 1)}` : row.dispatchId);

function head(name, sort, onSort, number = false) {
  const field = SORTS[name];
  const text = say(`board.col.${name}`);
  if (!field) return html`<th scope="col" class=${number ? 'number' : nothing}>${text}</th>`;
  const rising = sort === field;
  const falling = sort === `-${field}`;
  const next = rising ? `-${field}` : falling ? field : FALLING_FIRST.has(field) ? `-${field}` : field;
  return html`<th scope="col" class=${number ? 'number' : nothing} aria-sort=${rising ? 'ascending' : falling ? 'descending' : nothing}>
    <button type="button" class="sort" @click=${() => onSort(next)}>${text}<span class="arrow" aria-hidden="true">${rising ? '▲' : falling ? '▼' : '↕'}</span></button></th>`;
}

export function ledgerTable({ rows, sort, onSort, kana, fresh, selected, openDispatch, openWhy, dispatchLink, title }) {
  return html`<div class="scroll" role="group" aria-labelledby="ledger-title" tabindex="0"><table class="ledger">
    <caption class="unseen">${title}</caption>
    <thead><tr>${head('state', sort, onSort)}${head('lender', sort, onSort)}${head('receiver', sort, onSort)}${head('task', sort, onSort)}
      ${head('people', sort, onSort, true)}${head('period', sort, onSort)}${head('request', sort, onSort)}${head('changed', sort, onSort)}</tr></thead>
    <tbody id="ledger">${repeat(rows, keyOf, row => html`<tr class="${fresh.has(keyOf(row)) ? 'fresh' : ''} ${selected === keyOf(row) ? 'selected' : ''}">
      <td class="state">${chip(row.state)}${row.missingReport ? html` ${missingChip(label('MissingReport', row.missingReport))}` : nothing}${row.reason ? html` <span class="aside">${label('RefusalReason', row.reason)}</span>` : nothing}</td>
      <td class="lender" title=${kana(row.lender) || nothing}>${row.lenderName}</td>
      <td class="receiver" title=${kana(row.receiver) || nothing}>${row.receiverName}</td>
      <td class="task">${label('TaskType', row.taskType)}</td>
      <td class="number">${say('board.persons', number(row.headCount))}</td>
      <td class="period">${days(row.firstDay, row.lastDay)} <span class="aside">${say('board.wave', row.wave)}</span></td>
      <td class="request"><a class="dispatch" href=${dispatchLink(row)} @click=${e => openDispatch(e, row)}>${row.requestId} <span>${shortId(row)}</span></a>
        <button type="button" class="text why-of" aria-label=${say('board.whyOfName', row.requestId)} @click=${() => openWhy(row.networkId, row.requestId)}>${say('board.whyShort')}</button></td>
      <td class="time">${shortTime(row.changedAt)}</td></tr>`)}</tbody></table></div>`;
}

// One dispatch, with each step that it took.
export function dispatchFacts(row, requestLink) {
  const step = (key, at) => (at ? html`<dt>${say(`csv.${key}`)}</dt><dd>${at}</dd>` : nothing);
  return html`<dl class="facts">
    <dt>${say('board.col.state')}</dt><dd>${chip(row.state)}${row.missingReport ? html` ${missingChip(say('board.reportMissing', label('MissingReport', row.missingReport), day(row.reportDueOn)))}` : nothing}${row.reason ? html` ${label('RefusalReason', row.reason)}` : nothing}</dd>
    <dt>${say('board.col.lender')}</dt><dd>${row.lenderName} <span class="aside">${row.lender}</span></dd>
    <dt>${say('board.col.receiver')}</dt><dd>${row.receiverName} <span class="aside">${row.receiver}</span></dd>
    <dt>${say('board.disaster')}</dt><dd>${row.disasterName}</dd>
    <dt>${say('board.col.task')}</dt><dd>${label('TaskType', row.taskType)}</dd>
    <dt>${say('board.col.people')}</dt><dd>${say('board.perDay', number(row.headCount))}</dd>
    <dt>${say('board.col.period')}</dt><dd>${days(row.firstDay, row.lastDay)} ${say('board.wave', row.wave)}</dd>
    <dt>${say('board.request')}</dt><dd><a href=${requestLink}>${row.requestId}</a></dd>
    <dt>${say('csv.agreementId')}</dt><dd>${say('board.agreement', row.agreementId, row.agreementVersion)}</dd>
    <dt>${say('csv.costBearer')}</dt><dd>${label('CostBearer', row.costBearer)}</dd></dl>
    <h3>${say('board.steps')}</h3>
    <dl class="facts">${['proposedAt', 'holdUntil', 'confirmedAt', 'departedAt', 'arrivedAt', 'endedAt', 'returnedAt']
      .filter(k => k !== 'holdUntil' || row.state === 'PROPOSED').map(k => step(k, row[k] ? `${shortTime(row[k])} +09:00` : null))}</dl>`;
}
