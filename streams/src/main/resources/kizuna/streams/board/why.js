// The explanation of a match, in the sentences that the server makes of the decision.
import { $, make } from './page.js';
import { get } from './api.js';
import { pageLink } from './shell.js';
import { days, label, number, say, time } from './words.js';

const list = (title, lines) => lines.length
  ? make('section', {}, make('h3', {}, title), make('ul', {}, ...lines.map(line => make('li', {}, line))))
  : null;

function facts(request) {
  const rows = [
    [say('board.col.receiver'), `${request.receiverName} (${request.receiver})`],
    [say('board.disaster'), request.disasterName],
    [say('board.col.task'), label('TaskType', request.taskType)],
    [say('board.col.people'), say('board.perDay', number(request.headCount))],
    [say('board.col.period'), days(request.firstDay, request.lastDay)],
    [say('board.place'), request.place],
    [say('board.priority'), label('Priority', request.priority)],
    [say('board.col.state'), label('RequestState', request.state)],
    [say('board.documentation'), label('Documentation', request.documentation) + (request.documentNumber ? ` ${request.documentNumber}` : '')],
  ].filter(([, value]) => value);
  return make('dl', { class: 'facts' }, ...rows.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));
}

function ruledOut(lenders, changes) {
  if (!lenders.length) return null;
  return make('details', {}, make('summary', {}, say('board.ruledOut', number(lenders.length))),
    make('ul', { class: 'ruled' }, ...lenders.map(lender => make('li', {},
      make('span', {}, lender.name, ' ', make('span', { class: 'aside' }, lender.lender)),
      make('div', {}, ...lender.findings.map(f => make('p', {}, f.sentence, ' ', make('code', {}, f.rule))),
        lender.change ? make('p', { class: 'change' }, lender.change) : '')))),
    make('p', { class: 'aside' }, changes));
}

export async function showRequest(network, id) {
  $('why-title').textContent = say('board.why', id);
  $('why-body').replaceChildren(make('p', {}, say('board.reading')));
  const path = `api/requests/${encodeURIComponent(id)}`;
  const parts = [];
  try {
    const request = await get(path, { network });
    try {
      const why = await get(`${path}/explanation`, { network });
      const text = why.text;
      parts.push(
        make('p', { class: 'histogram' }, text.histogram),
        make('p', {}, text.subject, ' ', text.days),
        list(say('why.section.chosen'), text.chosen),
        list(say('why.section.outranked'), text.outranked),
        list(say('why.section.rearranged'), text.rearranged),
        ruledOut(text.ruledOut, text.changes));
      if (request.dispatches.length) {
        parts.push(list(say('board.dispatches'), request.dispatches.map(d =>
          `${d.lenderName}: ${label('DispatchState', d.state)} — ${say('board.perDay', number(d.headCount))}, ${days(d.firstDay, d.lastDay)} (${d.dispatchId})`)));
      }
      parts.push(make('p', { class: 'aside' }, text.decision));
    } catch (error) {
      parts.push(make('p', { class: 'notice', 'data-tone': 'bad', role: 'alert' }, error.message));
    }
    parts.push(make('section', {}, make('h3', {}, say('board.request')), facts(request), make('p', {}, make('a', { href: pageLink('request.html', { network, id }) }, say('board.requestPage')))), make('p', { class: 'aside' }, say('board.asked', time(request.askedAt))));
  } catch (error) {
    parts.push(make('p', { class: 'notice', 'data-tone': 'bad', role: 'alert' }, error.message));
  }
  $('why-body').replaceChildren(...parts.filter(Boolean));
}
