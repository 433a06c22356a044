// The explanation of a match, in the sentences that the server makes of the decision.
import { $, make } from './page.js';
import { get } from './api.js';
import { pageLink } from './shell.js';
import { days, label, language, number, say, time } from './words.js';

const join = texts => texts.join(language() === 'ja' ? '、' : ', ');

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

const lendersOf = groups => groups.reduce((sum, group) => sum + group.lenders.length, 0);

function ruledOut(groups, changes) {
  if (!groups.length) return null;
  return make('details', {}, make('summary', {}, say('board.ruledOut', number(lendersOf(groups)))),
    make('ul', { class: 'ruled' }, ...groups.map(group => make('li', {},
      make('span', {}, group.lenders.length > 1 ? `${say('why.lenders', number(group.lenders.length))} ` : '', make('span', { class: group.lenders.length > 1 ? 'aside' : '' }, join(group.lenders.map(l => l.name)))),
      make('div', {}, ...group.findings.map(f => make('p', {}, f.sentence)), group.change ? make('p', { class: 'change' }, group.change) : '')))),
    make('p', { class: 'aside' }, changes));
}

export async function showRequest(network, id) {
  $('why-title').textContent = say('board.why', id);
  $('why-body').replaceChildren(make('p', {}, say('board.reading')));
  const path = `api/requests/${encodeURIComponent(id)}`;
  const parts = [];
  try {
    const request = await get(path, { network });
    parts.push(
      make('section', {}, make('h3', {}, say('board.request')), facts(request), make('p', {}, make('a', { href: pageLink('request.html', { network, id }) }, say('board.requestPage'))), make('p', { class: 'aside' }, say('board.asked', time(request.askedAt)))),
      list(say('board.dispatches'), request.dispatches.map(d => `${d.lenderName}: ${label('DispatchState', d.state)} — ${say('board.perDay', number(d.headCount))}, ${days(d.firstDay, d.lastDay)}`)));
    try {
      const { text } = await get(`${path}/explanation`, { network });
      parts.push(
        make('h3', {}, say('request.why')),
        text.ended ? make('p', { class: 'notice' }, text.ended) : null,
        make('p', { class: 'histogram' }, text.histogram),
        make('p', {}, text.subject, ' ', text.days),
        list(say('why.section.chosen'), text.chosen),
        list(say('why.section.outranked'), text.outranked),
        list(say('why.section.rearranged'), text.rearranged),
        ruledOut(text.ruledOut, text.changes),
        make('p', { class: 'aside' }, text.decision));
    } catch (error) {
      parts.push(make('p', { class: 'notice', 'data-tone': 'bad', role: 'alert' }, error.message));
    }
  } catch (error) {
    parts.push(make('p', { class: 'notice', 'data-tone': 'bad', role: 'alert' }, error.message));
  }
  $('why-body').replaceChildren(...parts.filter(Boolean));
}
