// One request (応援要請): why it got what it got, who comes when, what happened to it; for the coordinator, what may be decided otherwise.
import { Acts } from './acts.js';
import { contact } from './duty.js';
import { html, nothing } from './lit.js';
import { Lists, section } from './list.js';
import { dispatchActs, mayOverride, requestActs } from './legal.js';
import { onPaper } from './paper.js';
import { Override, overrideText } from './override.js';
import { WAIVABLE, age, barKey, chip, comma, dayBars, empty, facts, japanTime, join, mayBeTheSame, persons, place, priorityChip, priorityOf, repeat, short, stateChip, told, unrequestedChip, weekday, when } from './parts.js';
import { remember } from './shell.js';
import { days, label, number, say } from './words.js';
import { focusOn, get, lookingOnly, mayDo, maybe, title, whole, work } from './work.js';

let id = null;
let network = null;
let sequence = null; // An earlier decision, if one is selected.
let acts = null;
let override = null;
let lists = null;

// Whether whoever looks may coordinate this request now.
const coordinates = w => w.mayCoordinate && !w.drillEnded();

const named = (w, code) => w.data.lenders.get(code) ?? w.data.request.dispatches.find(d => d.lender === code)?.lenderName ?? code;

// Why ------------------------------------------------------------------------------------------

function histogram(w, e) {
  const { counts } = e.text;
  const fit = e.explanation.verdicts.filter(v => v.verdict !== 'RULED_OUT').length;
  const most = Math.max(1, fit, ...counts.map(c => c.lenders));
  const bar = (name, n, tone) => html`<li><span class="run-days">${name}</span><svg class="run-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><path class="hist-${tone}" d="M0 5h${(100 * n) / most}" stroke-width="10"></path></svg></li>`;
  return html`<p class="histogram">${e.text.histogram}</p>
    <ol class="runs hist">${bar(say('request.fit', number(fit)), fit, 'fit')}${counts.map(c => bar(c.text, c.lenders, 'out'))}</ol>
    <p>${e.text.subject} ${e.text.days}</p>`;
}

const yes = (flag, word) => (flag ? html`<span class="ok">✓ ${word}</span>` : html`<span class="aside">–</span>`);

function rankTable(w, e) {
  const ranked = e.explanation.verdicts.filter(v => v.rank);
  if (!ranked.length) return nothing;
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="rank-title"><table class="rank"><caption id="rank-title">${say('request.rankHint')}</caption>
    <thead><tr><th scope="col">${say('request.order')}</th><th scope="col">${say('ward.lender')}</th><th scope="col">${say('request.verdict')}</th><th scope="col">${label('RankTerm', 'PINNED')}</th><th scope="col">${label('RankTerm', 'PLAN_CONFIRMED')}</th>
      <th scope="col">${label('RankTerm', 'OWN_PARTNER')}</th><th scope="col">${label('RankTerm', 'LEAD_COUNTERPART')}</th><th scope="col">${label('RankTerm', 'SAME_COUNTERPART')}</th><th scope="col" class="number">${say('request.burden')}</th><th scope="col" class="number">${say('request.distance')}</th></tr></thead>
    <tbody>${ranked.map((v, i) => html`<tr><td class="number">${i + 1}</td><th scope="row">${place(v.lender, named(w, v.lender))}</th><td>${chip(label('Verdict', v.verdict), v.verdict === 'CHOSEN' ? 'green' : 'grey')}</td>
      <td>${yes(v.rank.pinned, say('request.yes'))}</td><td>${yes(v.rank.planConfirmed, say('request.yes'))}</td><td>${yes(v.rank.ownPartner, say('request.yes'))}</td><td>${yes(v.rank.lead, say('request.yes'))}</td><td>${yes(v.rank.sameCounterpart, say('request.yes'))}</td>
      <td class="number">${say('request.personDays', number(v.rank.personDays))}</td><td class="number">${number(v.rank.distanceKm)} km</td></tr>`)}</tbody></table></div>`;
}

const READ_AT_ONCE = 400; // Characters: tours of months fill a screen.
function sentences(heading, lines, who = []) {
  if (!lines?.length) return nothing;
  const list = html`<ul class="lines">${lines.map(line => html`<li>${line}</li>`)}</ul>`;
  if (lines.join('').length < READ_AT_ONCE || onPaper()) return html`<section><h3>${heading}</h3>${list}</section>`;
  return html`<details class="inside"><summary>${heading} <span class="aside">${who.length ? join(who) : say('board.count', number(lines.length))}</span></summary>${list}</details>`;
}

const CURRENT = ['PROPOSED', 'CONFIRMED', 'DEPARTED', 'ON_SITE', 'HANDING_OVER'];

/** Lenders of whom the same is said, together. Who sends people already is not left out: it has nobody more. */
const ruledOut = (w, e) => html`${groups(w, e, say('why.section.sending'), e.text.sending)}${groups(w, e, null, e.text.ruledOut)}`;

function groups(w, e, heading, list) {
  if (!list.length) return nothing;
  const lenders = list.reduce((sum, group) => sum + group.lenders.length, 0);
  const waive = (group, l) => html`<button type="button" class="small" @click=${() => override.open(w.data.request, { kind: 'WAIVE', lender: l.lender, rule: group.findings[0].rule })}>${say('request.waiveFor', l.name)}</button>`;
  return html`<section><h3>${heading ?? say('board.ruledOut', number(lenders))}</h3>
    <ul class="ruled">${list.map(group => html`<li><div>${group.lenders.length > 1 ? html`<strong>${say('why.lenders', number(group.lenders.length))}</strong>` : nothing}
        <p class=${group.lenders.length > 1 ? 'aside' : ''}>${group.lenders.map((l, i) => html`${i ? comma() : nothing}${group.lenders.length > 1 ? l.name : html`<strong>${place(l.lender, l.name)}</strong>`}`)}</p>
        ${!heading && group.lenders.some(l => l.lender === e.explanation.nearestMiss) ? chip(say('request.nearest'), 'amber') : nothing}</div>
      <div>${group.findings.map(f => html`<p>${f.sentence}</p>`)}${group.change && !heading ? html`<p class="change"><span aria-hidden="true">→ </span>${group.change}</p>` : nothing}
        ${coordinates(w) && WAIVABLE.includes(group.findings[0]?.rule) ? html`<details class="inside noprint"><summary>${say('request.waive')}</summary><p class="acts">${group.lenders.map(l => waive(group, l))}</p></details>` : nothing}</div></li>`)}</ul>
    ${heading ? nothing : html`<p class="aside">${e.text.changes}</p>`}</section>`;
}

// Lenders that no agreement binds to the receiver are counted; they are listed when somebody asks.
const UNBOUND_AT_ONCE = 200;
let unbound = null;

async function listUnbound(w, e) {
  unbound = unbound?.sequence === e.sequence ? unbound : { sequence: e.sequence, rows: [], sentence: '', next: null, wrong: null };
  const list = unbound;
  try {
    const page = await get(`api/requests/${encodeURIComponent(id)}/explanation/lenders`, { network: e.network, sequence: e.sequence, limit: UNBOUND_AT_ONCE, after: list.next });
    Object.assign(list, { rows: [...list.rows, ...page.rows], sentence: page.sentence, total: page.total, next: page.next ?? null, wrong: null });
  } catch (error) {
    list.wrong = error.message;
  }
  w.redraw();
}

function unboundView(w, e) {
  if (!e.text.unbound) return nothing;
  const list = unbound?.sequence === e.sequence ? unbound : null;
  const more = list ? list.total - list.rows.length : e.text.unbound;
  return html`<section id="unbound">${list?.rows.length ? html`<h3>${list.sentence}</h3><p class="aside">${list.rows.map((l, i) => html`${i ? comma() : nothing}${l.lenderName}`)}</p>` : nothing}
    ${list?.wrong ? html`<p class="notice" data-tone="bad" role="alert">${list.wrong}</p>` : nothing}
    ${!list || list.next || list.wrong ? html`<p class="acts noprint"><button type="button" @click=${() => listUnbound(w, e)}>${say('request.unbound', number(more))}</button></p>` : nothing}</section>`;
}

function whyView(w) {
  const e = w.data.why;
  if (!e) return empty(say('request.noWhy'));
  return html`${e.text.ended ? html`<p class="notice">${e.text.ended}</p>` : nothing}${histogram(w, e)}
    ${sentences(say('why.section.chosen'), e.text.chosen, e.explanation.verdicts.filter(v => v.verdict === 'CHOSEN').map(v => named(w, v.lender)))}${sentences(say('why.section.outranked'), e.text.outranked)}${sentences(say('why.section.rearranged'), e.text.rearranged)}
    ${rankTable(w, e)}${ruledOut(w, e)}${unboundView(w, e)}
    <p class="aside">${e.text.decision}</p>
    ${e.sequences.length > 1 ? html`<p class="noprint"><label class="choose" for="sequence"><span>${say('request.decisions')}</span><select id="sequence" @change=${ev => {
      sequence = Number(ev.target.value) === e.sequences.at(-1) ? null : Number(ev.target.value);
      remember({ sequence });
      w.reread();
    }}>${[...e.sequences].reverse().map((s, i) => html`<option value=${s} .selected=${s === e.sequence}>${say(i === 0 ? 'request.newest' : 'request.earlier', s)}</option>`)}</select></label></p>` : nothing}`;
}

// What happened --------------------------------------------------------------------------------

const STEPS = [['proposedAt', 'PROPOSED'], ['confirmedAt', 'CONFIRMED'], ['departedAt', 'DEPARTED'], ['arrivedAt', 'ON_SITE'], ['endedAt', 'RELEASED'], ['returnedAt', 'RETURNED']];

function history(w) {
  const r = w.data.request;
  const steps = [{ at: r.askedAt, text: say('request.asked', r.receiverName, label('Documentation', 'ORAL')) }];
  for (const d of r.dispatches) {
    for (const [field, state] of STEPS) {
      const ended = field === 'endedAt' && d.state === 'RECALLED' ? 'RECALLED' : state;
      if (d[field]) steps.push({ at: d[field], text: say('request.step', d.lenderName, number(d.headCount), label('DispatchState', ended)), id: d.dispatchId });
    }
    if (['DECLINED', 'LAPSED', 'CANCELLED'].includes(d.state)) steps.push({ at: d.changedAt, text: say('request.step', d.lenderName, number(d.headCount), label('DispatchState', d.state)) + (d.reason ? `（${label('RefusalReason', d.reason)}）` : ''), id: d.dispatchId });
  }
  if (['CANCELLED', 'CLOSED', 'MERGED', 'EXPIRED'].includes(r.state)) steps.push({ at: r.changedAt, text: label('RequestState', r.state) });
  steps.sort((a, b) => a.at.localeCompare(b.at));
  return section({ id: 'history', heading: say('request.history'), count: steps.length, rows: steps.length, fold: lists }, lists.view('history', steps, {
    key: s => s, text: s => `${s.text} ${s.id ?? ''}`, kind: 'history', row: s => html`<li>${when(s.at)} <span>${s.text}</span>${s.id ? html` <span class="aside">${s.id}</span>` : nothing}</li>`,
  }));
}

function dispatchRow(w, d) {
  const key = `dis-${d.dispatchId}`;
  return html`<li class="row" id="row-${key}" tabindex="-1"><div class="row-head"><strong>${place(d.lender, d.lenderName)}</strong> <span>${persons(d.headCount)}</span> ${stateChip('DispatchState', d.state)} ${unrequestedChip(d)} <span>${short(d.firstDay, d.lastDay)}</span>
    <span class="aside">${say('board.wave', d.wave)}${comma()}${d.dispatchId}${comma()}${say('ward.agreement', d.agreementId, d.agreementVersion)}${d.reason ? comma() + label('RefusalReason', d.reason) : ''}${d.overrideId ? comma() + say('request.byOverride', d.overrideId) : ''}</span></div>
    ${contact(d.lender)}
    ${coordinates(w) ? acts.view(key, d, dispatchActs(d, 'coordinator').filter(a => ['cancel', 'release', 'recall'].includes(a))) : nothing}</li>`;
}

function coordinating(w) {
  const r = w.data.request;
  const standing = w.data.overrides.filter(o => !o.revokedAt && o.standing !== false);
  if (!coordinates(w) && !standing.length) return nothing;
  const alike = w.data.alike;
  return html`<section class="card" aria-labelledby="coord-title"><div class="title"><h2 id="coord-title">${say('request.coordination')}</h2></div>
    ${standing.length ? html`<ul class="rows">${repeat(standing, o => o.overrideId, o => html`<li class="row"><div class="row-head"><strong>${overrideText(o)}</strong> <span class="aside">${o.overrideId}</span></div><p class="row-text">${o.reason}</p>
      ${coordinates(w) ? acts.view(`ovr-${o.overrideId}`, { ...o, networkId: r.networkId }, ['revoke']) : nothing}</li>`)}</ul>` : html`<p class="aside">${say('request.noOverride')}</p>`}
    ${coordinates(w) ? html`<div class="side-by-side noprint">${mayOverride(r) ? html`<p class="acts"><button type="button" class="primary" aria-expanded=${override.isFor(r) ? 'true' : 'false'} @click=${() => override.toggle(r)}>${say('coord.override')}</button></p>
      ${override.view(r)}` : nothing}${acts.view(`req-${r.requestId}`, { ...r, alike }, requestActs({ ...r, alike }))}</div>` : nothing}</section>`;
}

/** Where it stands, in one line. */
function standing(w, r) {
  const next = r.open?.[0]?.firstDay;
  const words = r.openPersonDays ? say('request.stands.open', number(r.requestedPersonDays), number(r.coveredPersonDays), number(r.openPersonDays), next ? weekday(next) : '')
    : say(['CANCELLED', 'MERGED'].includes(r.state) ? 'request.stands.gone' : 'request.stands.full', number(r.requestedPersonDays), number(r.coveredPersonDays));
  return html`<b class=${r.openPersonDays ? 'missing' : 'ok'}>${words}</b>${r.unmetPersonDays ? html` <span class="aside">${say('request.stands.unmet', number(r.unmetPersonDays))}</span>` : nothing}`;
}

function view(w) {
  const r = w.data.request;
  const sorted = [...r.dispatches].sort((a, b) => a.firstDay.localeCompare(b.firstDay) || a.dispatchId.localeCompare(b.dispatchId));
  const current = sorted.filter(d => CURRENT.includes(d.state));
  const past = sorted.filter(d => !CURRENT.includes(d.state));
  const dispatchList = (name, rows) => lists.view(name, rows, { kind: 'rows compact', key: d => d.dispatchId, row: d => dispatchRow(w, d), text: d => `${d.lenderName} ${label('DispatchState', d.state)} ${d.dispatchId}` });
  return html`<section class="head" aria-labelledby="page-title"><div class="head-name"><p class="kicker">${say('request.kicker')} ${r.requestId}</p>
      <h1 id="page-title">${place(r.receiver, r.receiverName)} — ${label('TaskType', r.taskType)} ${say('board.perDay', number(r.headCount))}</h1>
      <p class="row-head">${priorityChip(priorityOf(r))} ${stateChip('RequestState', r.state)} ${r.documentation === 'ORAL' ? chip(say('desk.undocumented', age(r.askedAt, w.now())), 'amber') : unrequestedChip(r)}
        ${r.escalatedTo ? chip(say('coord.escalatedTo', r.escalatedTo), 'amber') : nothing} <span>${days(r.firstDay, r.lastDay)}</span></p></div>
      <p class="acts noprint"><button type="button" @click=${() => print()}>${say('request.print')}</button></p></section>
    ${w.mayCoordinate ? nothing : lookingOnly(w)}
    <section class="card" aria-labelledby="days-title"><div class="title"><h2 id="days-title">${say('request.stands')}</h2>${barKey()}</div><p class="stands">${standing(w, r)}</p>${dayBars(r)}</section>
    ${section({ id: 'dispatches', heading: say('board.dispatches'), count: sorted.length, rows: sorted.length }, sorted.length
      ? html`${current.length ? dispatchList('dispatches', current) : nothing}
        ${past.length ? html`<details class="inside" ?open=${!current.length || onPaper()}><summary>${say('request.pastDispatches', past.length)}</summary>${dispatchList('past', past)}</details>` : nothing}` : empty(say('request.noDispatch')))}
    ${coordinating(w)}
    <section class="card" aria-labelledby="why-title"><div class="title"><h2 id="why-title">${say('request.why')}</h2></div>${whyView(w)}</section>
    ${section({ id: 'what', heading: say('board.request'), count: `${r.place}${comma()}${label('Documentation', r.documentation)}`, fold: lists }, facts([
        [say('board.col.receiver'), html`${place(r.receiver, r.receiverName)} <span class="aside">${r.receiver}</span>${contact(r.receiver)}`], [say('board.disaster'), r.disasterName], [say('desk.damage'), r.damage], [say('desk.task'), label('TaskType', r.taskType)],
        [say('desk.headCount'), say('board.perDay', number(r.headCount))], [say('desk.qualifications'), r.qualifications.length ? join(r.qualifications.map(q => label('Qualification', q))) : say('ward.none')],
        [say('desk.place'), r.place], [say('desk.route'), r.route], [say('board.col.period'), days(r.firstDay, r.lastDay)], [say('desk.tourDays'), say('ward.days', r.tourDays)],
        [say('board.documentation'), label('Documentation', r.documentation) + (r.documentNumber ? ` ${r.documentNumber}` : '')], [say('request.askedAt'), when(r.askedAt)],
        [say('request.leads'), w.data.counterparts.length ? join(w.data.counterparts.map(c => `${c.lenderName}（${label('CounterpartRole', c.role)}）`)) : say('ward.none')], [say('request.mergedInto'), r.mergedInto],
      ]))}
    ${history(w)}
    ${japanTime()}`;
}

const rows = answer => answer?.rows ?? [];

work({
  page: 'request', titleKey: 'request.pageTitle',
  async begin(w) {
    lists = new Lists(w.redraw);
    id = w.parameters.get('id');
    network = w.parameters.get('network');
    sequence = w.parameters.get('sequence');
    const done = (what, decided, back) => { w.tell({ title: what, lines: told(decided), back }); w.reread(); focusOn('result-title'); };
    acts = new Acts({
      side: 'coordinator', party: null, today: w.today, redraw: w.redraw, tell: w.tell, scope: w.scope, reporter: () => w.reporter('COORDINATOR', w.data.request.networkId),
      done: (act, row, decided, values, back) => done(say(`act.${act}.done`, row.lenderName ?? row.requestId ?? row.overrideId), decided, back),
    });
    override = new Override(w, () => [...w.data.lenders], (decided, v, of, back) => done(say('coord.overrideMade', label('OverrideKind', v.kind)), decided, back));
  },
  async read(w) {
    const path = `api/requests/${encodeURIComponent(id)}`;
    const request = await get(path, { network });
    w.mayCoordinate = mayDo(w.me, 'COORDINATOR', request.networkId);
    const [why, overrides, counterparts, lenders, others] = await Promise.all([
      maybe(`${path}/explanation`, { network: request.networkId, sequence }), whole('api/overrides', { request: id }), whole('api/counterparts', { receiver: request.receiver }),
      whole('api/lenders', { network: request.networkId }), maybe('api/requests', { network: request.networkId, receiver: request.receiver, disaster: request.disasterId }),
    ]);
    title(`${request.receiverName} ${request.requestId}`);
    return {
      request, why, overrides: rows(overrides).filter(o => o.requestId === id), counterparts: rows(counterparts).filter(c => c.disasterId === request.disasterId).sort((a, b) => (b.role === 'LEAD') - (a.role === 'LEAD')),
      lenders: new Map(rows(lenders).map(l => [l.lender, l.lenderName])),
      alike: rows(others).filter(o => mayBeTheSame(o, request) && !['CLOSED', 'CANCELLED', 'EXPIRED', 'MERGED'].includes(o.state)),
    };
  },
  concerns: ({ kind, key, row }) => (kind === 'request' ? key.endsWith(`/${id}`) : kind === 'ledger' ? !row || row.requestId === id : false),
  view,
});
