// The desk of a ward that lends staff (応援): what is asked of us and why us, our people on the way, what we can bear.
import { Acts, checking, endOfFiscalYear, firstOnSite, journey, right } from './acts.js';
import { Calls } from './calls.js';
import { declareFields, declareForm, elsewhere } from './declare.js';
import { drafts } from './drafts.js';
import { contactTasks, readContactTests } from './contacts.js';
import { DutyDesk, contact } from './duty.js';
import { Form, checks, formOf, input, select } from './form.js';
import { welcome } from './help.js';
import { lessonsAt } from './lessons.js';
import { html, nothing } from './lit.js';
import { Lists, restOf, section } from './list.js';
import { agreementActs, dispatchActs, offerActs } from './legal.js';
import { QUALIFICATIONS, TASKS, between, chip, codes, comma, empty, facts, japanTime, join, left, noticesDrawn, persons, place, plus, priorityChip, priorityOf, short, soon, stateChip, told, weekday, when, unrequestedChip } from './parts.js';
import { figure, word } from './figures.js';
import { Injects } from './injects.js';
import { Several } from './several.js';
import { ledgerLink, pageLink } from './shell.js';
import { TASK_OF, late, nextOf, since, tasksView, waitingIn } from './tasks.js';
import { narrow } from './text.js';
import { Waves } from './waves.js';
import { undoing } from './undo.js';
import { days, label, number, say } from './words.js';
import { focusOn, get, mayDo, notYours, title, waiting as waits, whole, whose, work } from './work.js';

const ENDED = ['WITHDRAWN', 'EXPIRED', 'REJECTED'];
const MAX_NEEDS = 100;
const ASKED = 2; // So many proposals are named in a line.
const STRUCK_NAMED = 6; // So many municipalities of a disaster.

let body = null;
let acts = null;
let offering = null;
let limiting = null;
let offered = false;
let limited = false;
let lists = null;
let duty = null;
let calls = null;
let waves = null;
let several = null; // Reports on several dispatches at once,
let plans = null; // and confirmations of several plans.
let injects = null;
let declaring = null;
let declared = false; // Whether the declaration form is open.

// Offering -------------------------------------------------------------------------------------

const offerForm = w => new Form({
  id: 'offer', scope: `${w.scope}.${body}`, keep: true, stays: true, another: 'ward.second.another', redraw: w.redraw, told: w.tell,
  initial: { answers: '', disaster: '', taskTypes: [], qualifications: [], headCount: '', firstDay: plus(w.today(), 1), lastDay: plus(w.today(), 14) },
  check: checking(v => ({
    taskTypes: v.taskTypes.length ? null : say('form.wrong.choice'), headCount: right.count(v.headCount), firstDay: right.day(v.firstDay),
    lastDay: right.day(v.lastDay) ?? (v.lastDay < v.firstDay ? say('form.wrong.order') : v.lastDay < w.today() ? say('desk.wrong.past') : between(v.firstDay, v.lastDay) > 366 ? say('desk.wrong.long') : null),
  })),
  path: () => 'api/offers',
  doubts: v => alikeOffers(w, { ...v, headCount: Number(v.headCount) }).slice(0, 1)
    .map(like => ({ text: say('ward.offer.alike', persons(like.headCount), short(like.firstDay, like.lastDay), like.offerId) })),
  names: { headCount: say('ward.headCount'), firstDay: say('desk.firstDay'), lastDay: say('desk.lastDay'), taskTypes: say('ward.tasks'), qualifications: say('ward.qualifications') },
  shown: (field, value) => (field === 'headCount' && value ? persons(Number(value)) : ['firstDay', 'lastDay'].includes(field) && value ? weekday(value) : field === 'taskTypes' ? join(value.map(t => label('TaskType', t))) : undefined),
  body: v => ({
    network: answered(w, v)?.networkId ?? w.data.disasters.find(d => d.disasterId === v.disaster)?.networkId ?? w.data.networkId, lender: body,
    ...(v.answers ? { answersRequestId: v.answers, disasterId: answered(w, v)?.disasterId ?? v.disaster } : v.disaster ? { disasterId: v.disaster } : {}),
    taskTypes: v.taskTypes, qualifications: v.qualifications, headCount: Number(v.headCount), firstDay: v.firstDay, lastDay: v.lastDay, ...w.reporter('WARD', body),
  }),
  done: (decided, v, receipt) => {
    offered = false;
    const offerId = decided?.subject ?? receipt.offerId;
    const like = alikeOffers(w, { ...v, headCount: Number(v.headCount) }).filter(o => o.offerId !== offerId);
    const ours = (decided?.proposals ?? []).filter(p => p.lender === body);
    w.tell({
      title: say('ward.offered', number(Number(v.headCount)), short(v.firstDay, v.lastDay)),
      due: ours.length ? join(ours.slice(0, ASKED).map(p => say('ward.offered.asked', w.data.needs.find(r => r.requestId === p.requestId)?.receiverName ?? p.requestId, number(p.headCount)))) : decided ? say('ward.offered.waits') : null,
      next: ours.length ? { href: '#asked-title', text: say('ward.offered.answer') } : null, lines: [...like.slice(0, 1).map(o => say('ward.offer.twice', o.offerId)), ...told(decided)],
      back: offerId ? undoing(w, { name: say('ward.offer.withdrawThis'), title: say('act.withdraw.done', offerId), path: `api/offers/${encodeURIComponent(offerId)}/withdraw`, body: { network: receipt.network, reason: 'OTHER', ...w.reporter('WARD', body) } }) : null,
    });
    w.reread();
    focusOn('result-title');
  },
});

// Two officers of one ward easily enter the same people: of the same number, for work and days that overlap.
const alikeOffers = (w, o) => w.data.offers.filter(p => p.offerId !== o.offerId && !ENDED.includes(p.state) && p.headCount === o.headCount && p.firstDay <= o.lastDay && o.firstDay <= p.lastDay
  && p.taskTypes.some(t => o.taskTypes.includes(t)) && (!p.disasterId || !(o.disasterId ?? o.disaster) || p.disasterId === (o.disasterId ?? o.disaster)));

/** The form with what an offer said that was withdrawn. */
function offerAgain(w, o) {
  offering.fill({
    answers: o.answersRequestId ?? '', disaster: o.disasterId ?? '', taskTypes: o.taskTypes, qualifications: o.qualifications ?? [], headCount: String(o.headCount),
    firstDay: o.firstDay < w.today() ? w.today() : o.firstDay, lastDay: o.lastDay,
  });
  offered = true;
  w.redraw();
  focusOn('offer-title');
}

const answered = (w, v) => w.data.needs.find(r => r.requestId === v.answers);

function answer(w, r) {
  const first = r.open?.[0]?.firstDay ?? r.firstDay;
  const from = first < w.today() ? w.today() : first;
  offering.fill({
    answers: r.requestId, disaster: r.disasterId, taskTypes: [r.taskType], qualifications: r.qualifications,
    headCount: offering.values.headCount || String(Math.max(1, ...(r.open ?? []).map(o => o.headCount))), firstDay: from, lastDay: r.lastDay,
  });
  offered = true;
  w.redraw();
  focusOn('offer-title');
}

function offerView(w) {
  const v = offering.values;
  const asked = v.answers ? answered(w, v) : null;
  return html`<section class="card asking" aria-labelledby="offer-title"><h2 id="offer-title" tabindex="-1">${say(w.drill ? 'ward.offerDrill' : 'ward.offer')}</h2>
    ${v.answers ? html`<p>${chip(say('ward.answering'), 'blue')} ${asked ? say('ward.answeringTo', asked.receiverName, label('TaskType', asked.taskType), number(asked.headCount), days(asked.firstDay, asked.lastDay)) : v.answers}
      <button type="button" class="small" @click=${() => offering.set('answers', '')}>${say('ward.notAnswering')}</button></p>` : html`<p class="aside">${say('ward.unasked')}</p>`}
    ${offering.restored ? html`<p class="restored">${say('desk.restored')} <button type="button" class="small" @click=${() => offering.giveUp(() => offering.clear())}>${say('desk.startAnew')}</button></p>` : nothing}
    ${formOf(offering, {
      labelledBy: 'offer-title', submit: say(w.drill ? 'ward.offer.doDrill' : 'ward.offer.do'), cancel: () => { offered = false; w.redraw(); focusOn('offer-open'); },
      fields: html`
        ${input(offering, 'headCount', { label: say('ward.headCount'), required: true, inputmode: 'numeric', unit: say('part.unit'), hint: say('ward.headCountHint') })}
        ${v.answers ? nothing : select(offering, 'disaster', { label: say('ward.forDisaster'), empty: say('ward.anyDisaster'), choices: w.data.disasters.map(d => [d.disasterId, d.name]) })}
        ${input(offering, 'firstDay', { type: 'date', label: say('desk.firstDay'), required: true })}
        ${input(offering, 'lastDay', { type: 'date', label: say('desk.lastDay'), required: true })}
        ${checks(offering, 'taskTypes', { label: say('ward.tasks'), required: true, choices: codes('TaskType', TASKS), hint: say('ward.tasksHint') })}
        ${checks(offering, 'qualifications', { label: say('ward.qualifications'), choices: codes('Qualification', QUALIFICATIONS) })}
        ${offering.asking ? nothing : offering.doubts.map(doubt => html`<p class="preview wide" data-state="nobody" role="status">${doubt.text}</p>`)}`,
    })}</section>`;
}

// What is asked of us --------------------------------------------------------------------------

const askKey = d => `ask-${d.networkId}-${d.dispatchId}`;
const outKey = d => `out-${d.networkId}-${d.dispatchId}`;
const called = d => `${d.receiverName} ${label('TaskType', d.taskType)} ${persons(d.headCount)} ${short(d.firstDay, d.lastDay)}`;

function askedCard(w, d) {
  const key = askKey(d);
  const at = w.now();
  return html`<li class="card asked" id="row-${key}" tabindex="-1" data-soon=${soon(d.holdUntil, at) ? 'true' : nothing}>
    <div class="row-head"><h3>${say('ward.to')} ${place(d.receiver, d.receiverName)} ${say('ward.toEnd')}</h3> <span class="big-number">${persons(d.headCount)}</span> ${unrequestedChip(d.request ?? {})}</div>
    ${d.request?.documentation === 'UNREQUESTED' ? html`<p class="row-text">${say('ward.unrequestedHint')}</p>` : nothing}
    <p class="row-text">${label('TaskType', d.taskType)}${comma()}${days(d.firstDay, d.lastDay)} <span class="aside">${say('ward.length', between(d.firstDay, d.lastDay) + 1)}${comma()}${say('board.wave', d.wave)}${d.travelDays ? comma() + say('ward.travel', d.travelDays) : ''}</span></p>
    <p class="row-text">${chip(left(d.holdUntil, at), soon(d.holdUntil, at) ? 'red' : 'amber')} <span class="aside">${say('ward.answerBy')} ${when(d.holdUntil)}</span></p>
    <div class="why"><h4>${say('ward.why')}</h4><ul>${(d.why ?? []).map(line => html`<li>${line}</li>`)}</ul>
      <p class="aside"><a href=${pageLink('request.html', { network: d.networkId, id: d.requestId })}>${say('board.whyOf', d.requestId)}</a>${comma()}${say('ward.agreementTitled', d.agreementTitle ?? d.agreementId)}${comma()}${say('ward.cost', label('CostBearer', d.costBearer))}</p></div>
    ${contact(d.receiver)}
    ${lessonsAt({ agreementId: d.agreementId, bodies: [d.receiver], taskType: d.taskType })}
    ${acts.view(key, d, dispatchActs(d, 'ward').filter(a => a !== 'cancel'))}</li>`;
}

function dispatchRow(w, d) {
  const key = outKey(d);
  const late = d.missingReport ? say('board.reportMissing', label('MissingReport', d.missingReport), weekday(d.reportDueOn)) : null;
  return html`<li class="card row" id="row-${key}" tabindex="-1">
    <div class="row-head"><strong>${place(d.receiver, d.receiverName)}</strong> <span>${persons(d.headCount)}</span> ${stateChip('DispatchState', d.state)} ${unrequestedChip(d)} <span>${label('TaskType', d.taskType)}</span></div>
    <p class="row-text">${short(d.firstDay, d.lastDay)} <span class="aside">${say('board.wave', d.wave)}${comma()}<a href=${pageLink('request.html', { network: d.networkId, id: d.requestId })}>${d.requestId}</a></span></p>
    ${late ? html`<p class="row-text">${chip(late, 'red')}</p>` : nothing}
    ${d.extensionAskedTo ? html`<p class="row-text">${chip(say('ward.extensionAsked', weekday(d.extensionAskedTo)), 'amber')}</p>` : nothing}
    ${contact(d.receiver)}
    ${lessonsAt({ agreementId: d.agreementId, bodies: [d.receiver], taskType: d.taskType })}
    ${acts.view(key, d, dispatchActs(d, 'ward'))}</li>`;
}

const ORDER = ['CONFIRMED', 'DEPARTED', 'ON_SITE', 'HANDING_OVER', 'RELEASED', 'RECALLED'];

function offerRow(w, o) {
  const key = `off-${o.networkId}-${o.offerId}`;
  return html`<li class="row" id="row-${key}" tabindex="-1"><div class="row-head"><strong>${persons(o.headCount)}</strong> ${stateChip('OfferState', o.state)} ${alikeOffers(w, o).length ? chip(say('desk.alike'), 'amber') : nothing} <span>${join(o.taskTypes.map(t => label('TaskType', t)))}</span></div>
    <p class="row-text">${short(o.firstDay, o.lastDay)} <span class="aside">${o.answersRequestId ? say('ward.answers', o.answersRequestId) : o.disasterName ?? say('ward.anyDisaster')}${comma()}${say('ward.promised', number(o.promisedPersonDays), number(o.offeredPersonDays))}${comma()}${o.offerId}</span></p>
    ${ENDED.includes(o.state) ? nothing : acts.view(key, o, offerActs(o))}</li>`;
}

function needRow(w, r) {
  return html`<li class="row"><div class="row-head">${priorityChip(priorityOf(r))} <strong>${place(r.receiver, r.receiverName)}</strong> <span>${label('TaskType', r.taskType)}</span> <b class="missing">${say('board.short', number(r.openPersonDays))}</b></div>
    <p class="row-text">${(r.open ?? []).slice(0, 2).map(o => say('board.openDays', short(o.firstDay, o.lastDay), number(o.headCount))).join(comma())}
      <span class="aside"><a href=${pageLink('request.html', { network: r.networkId, id: r.requestId })}>${r.requestId}</a></span></p>
    ${w.drillEnded() ? nothing : html`<p class="acts"><button type="button" @click=${() => answer(w, r)}>${say('ward.answerIt')}<span class="unseen"> ${r.requestId}</span></button></p>`}</li>`;
}

// We were struck too ---------------------------------------------------------------------------

const goingOn = w => [...(w.disasters ?? new Map()).values()].filter(d => !d.endedOn && (w.data.networks ?? []).some(n => n.networkId === d.networkId));
const ofUs = w => goingOn(w).filter(d => d.struck.includes(body));

const declareDone = w => (decided, v, receipt) => {
  declared = false;
  const id = decided?.subject ?? receipt.disasterId;
  const back = decided && id ? undoing(w, { name: say('ward.struck.end'), title: say('act.end-disaster.done', v.name.trim()), path: `api/disasters/${encodeURIComponent(id)}/end`, body: { network: receipt.network, confirmedUnusual: true, ...w.reporter('WARD', body) } }) : null;
  w.tell({ title: say('act.struck-too.done', v.name.trim()), lines: decided ? told(decided) : [say('form.notDecidedYet')], back });
  w.reread();
  focusOn('result-title');
};

function disasterRow(w, d, is) {
  const key = `struck-${d.networkId}-${d.disasterId}`;
  const own = d.declaredBy === body ? ['correct-disaster', 'end-disaster'] : [];
  const legal = is ? [...(d.struck.length > 1 ? ['struck-not'] : []), ...own] : ['struck-too'];
  return html`<li class="row" id="row-${key}" tabindex="-1"><div class="row-head"><strong lang="ja">${d.name}</strong> ${chip(label('HazardType', d.hazard), 'grey')} ${is ? chip(say('ward.struck.us'), 'red') : nothing}</div>
    <p class="row-text">${when(d.struckAt)} <span class="aside">${join((d.struckNames ?? d.struck).slice(0, STRUCK_NAMED))}${d.struck.length > STRUCK_NAMED ? ` ${say('board.andMore', d.struck.length - STRUCK_NAMED)}` : nothing}</span></p>
    ${acts.view(key, { ...d, own: body }, legal, { main: ['struck-too', 'struck-not'] })}</li>`;
}

function struckView(w) {
  const ours = ofUs(w);
  const others = elsewhere(w, body).filter(d => goingOn(w).includes(d));
  const list = (id, rows, is) => lists.view(id, rows, { kind: 'rows', key: d => `${d.networkId}/${d.disasterId}`, row: d => disasterRow(w, d, is), text: d => d.name });
  return section({ id: 'struck', heading: say('ward.struck'), count: ours.length ? ours.length : say('ward.struck.none'), fold: lists }, html`
    <p class="aside">${say('ward.struck.hint')}</p>
    ${ours.length ? list('struck-us', ours, true) : nothing}
    ${others.length ? html`<h3>${say('ward.struck.others')}</h3>${list('struck-others', others, false)}` : nothing}
    ${w.drillEnded() ? nothing : declared ? html`<h3 id="declare-title" tabindex="-1">${say('desk.declare')}</h3>${formOf(declaring, {
      labelledBy: 'declare-title', submit: say(w.drill ? 'desk.declare.doDrill' : 'desk.declare.do'), ask: say('act.struck-too.ask'),
      cancel: () => { declared = false; w.redraw(); focusOn('declare-open'); }, fields: declareFields(declaring),
    })}` : html`<p class="acts"><button id="declare-open" type="button" @click=${() => { declared = true; w.redraw(); focusOn('declare-title'); }}>${say('ward.struck.declare')}</button></p>`}`);
}

// What we bear ---------------------------------------------------------------------------------

const limitForm = (w, initial) => new Form({
  id: 'limits', scope: `${w.scope}.${body}`, keep: true, redraw: w.redraw, told: w.tell, initial,
  check: checking(v => ({
    limits: v.limits.some(l => right.count(l.headCount, 0)) ? say('ward.wrong.limit') : new Set(v.limits.map(l => l.taskType)).size < v.limits.length ? say('ward.wrong.twice') : null,
    restDays: /^\d+$/.test(v.restDays) && Number(v.restDays) <= 60 ? null : say('ward.wrong.rest'),
  })),
  path: () => `api/lenders/${encodeURIComponent(body)}/limits`,
  body: v => ({ network: w.data.networkId, limits: v.limits.map(l => ({ ...(l.taskType ? { taskType: l.taskType } : {}), headCount: Number(l.headCount) })), restDays: Number(v.restDays), ...w.reporter('WARD', body) }),
  done: decided => {
    limited = false;
    w.tell({ title: say('ward.limitsSet'), lines: told(decided), back: undoing(w, { path: `api/lenders/${encodeURIComponent(body)}/limits`, body: limiting.spec.body(initial) }) });
    w.reread();
    focusOn('result-title');
  },
});

function openLimits(w, load) {
  limited = true;
  limiting = limitForm(w, { limits: (load.limits ?? []).map(l => ({ taskType: l.taskType ?? '', headCount: String(l.headCount) })), restDays: String(load.restDays ?? 0) });
  w.redraw();
}

function closeLimits(w) {
  limited = false;
  limiting.clear();
  focusOn('limits-open');
}

function limitView(w) {
  const v = limiting.values;
  const put = (i, field, value) => limiting.set('limits', v.limits.map((l, j) => (i === j ? { ...l, [field]: value } : l)));
  return formOf(limiting, {
    labelledBy: 'load-title', submit: say('ward.limits.do'), cancel: () => closeLimits(w),
    fields: html`<fieldset class="field wide" data-invalid=${limiting.errors.limits ? 'true' : nothing} tabindex=${limiting.errors.limits ? '-1' : nothing}><legend>${say('ward.limits')}</legend><p class="hint">${say('ward.limitsHint')}</p>
      <ol class="needs">${v.limits.map((l, i) => html`<li><label class="cell"><span class="unseen">${say('ward.limitTask', i + 1)}</span><select .value=${l.taskType ?? ''} @change=${e => put(i, 'taskType', e.target.value)}>
          <option value="" ?selected=${!l.taskType}>${say('ward.allTasks')}</option>${TASKS.map(t => html`<option value=${t} ?selected=${t === l.taskType}>${label('TaskType', t)}</option>`)}</select></label>
        <label class="cell"><span class="unseen">${say('ward.limitCount', i + 1)}</span><input type="text" inputmode="numeric" .value=${l.headCount} @input=${e => put(i, 'headCount', e.isComposing ? e.target.value : narrow(e.target.value))} @compositionend=${e => put(i, 'headCount', narrow(e.target.value))}></label><span class="unit">${say('part.unit')}</span>
        <button type="button" class="small" @click=${() => limiting.set('limits', v.limits.filter((_, j) => j !== i))}>${say('desk.needRemove')}<span class="unseen"> ${i + 1}</span></button></li>`)}</ol>
      <button type="button" class="small" @click=${() => limiting.set('limits', [...v.limits, { taskType: '', headCount: '' }])}>${say('ward.limitAdd')}</button>
      ${limiting.errors.limits ? html`<p class="wrong"><span aria-hidden="true">▲ </span>${limiting.errors.limits}</p>` : nothing}</fieldset>
      ${input(limiting, 'restDays', { label: say('ward.restDays'), inputmode: 'numeric', unit: say('part.days'), hint: say('ward.restDaysHint') })}`,
  });
}

const limitsText = load => (load.limits?.length ? join(load.limits.map(l => say('ward.limitOne', l.taskType ? label('TaskType', l.taskType) : say('ward.allTasks'), number(l.headCount)))) : say('ward.noLimits'));

function loadView(w) {
  const load = w.data.load ?? {};
  const rows = [...(w.data.fairness ?? [])].sort((a, b) => b.personDays - a.personDays || a.lender.localeCompare(b.lender));
  const most = Math.max(1, ...rows.map(r => r.personDays));
  const bearing = rows.some(r => r.personDays) ? rows.filter(r => r.personDays || r.lender === body) : [];
  return section({ id: 'load', heading: say('ward.load'), count: say('ward.personDaysOf', number(load.personDays ?? 0), number(load.sharePercent ?? 0)), fold: lists }, html`
    ${facts([[word('personDays'), say('ward.personDaysOf', number(load.personDays ?? 0), number(load.sharePercent ?? 0))], [word('away'), persons(w.data.figures.away)],
      [say('ward.limits'), limitsText(load)], [say('ward.restDays'), load.restDays ? say('ward.days', load.restDays) : say('ward.none')]])}
    ${w.drillEnded() ? nothing : html`<p class="acts"><button id="limits-open" type="button" aria-expanded=${limited ? 'true' : 'false'} @click=${() => (limited ? limiting.leave(() => closeLimits(w)) : openLimits(w, load))}>${say('ward.limitsOpen')}</button></p>
    ${limited ? limitView(w) : nothing}`}
    <h3>${say('ward.fairness')}</h3><p class="aside">${say('ward.fairnessHint')}</p>
    ${bearing.length ? html`${lists.view('fairness', bearing, {
      key: r => r.lender, text: r => r.lenderName,
      draw: shown => html`<div class="scroll" tabindex="0" role="group" aria-label=${say('ward.fairness')}><table class="fair"><thead><tr><th scope="col">${say('ward.lender')}</th><th scope="col" class="number">${say('board.unit.personDays')}</th><th scope="col" class="number">${say('ward.share')}</th></tr></thead>
      <tbody>${shown.map(r => html`<tr aria-current=${r.lender === body ? 'true' : nothing}><th scope="row">${r.lenderName}${r.lender === body ? html` ${chip(say('ward.we'), 'blue')}` : nothing}
        <svg class="mini" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><path d="M0 2h${(100 * r.personDays) / most}" stroke-width="4"></path></svg></th>
        <td class="number">${number(r.personDays)}</td><td class="number">${number(r.sharePercent)}%</td></tr>`)}</tbody></table></div>`,
    })}` : empty(say('ward.nobodyYet'))}`);
}

const PLANS_SHOWN = 5;

const toConfirm = w => (w.data.agreements ?? []).filter(a => agreementActs(a).includes('confirm-plan') && a.due);

function agreementRow(w, a) {
  const key = `agr-${a.agreementId}`;
  const ours = (a.planConfirmations ?? []).filter(c => c.by === body).sort((x, y) => y.validTo.localeCompare(x.validTo))[0];
  const overdue = !ours || ours.validTo < w.today();
  const near = !overdue && between(w.today(), ours.validTo) <= 30;
  const partners = [...(a.receiverNames ?? []), ...(a.associationNames ?? [])];
  return html`<li class="row" id="row-${key}" tabindex="-1"><div class="row-head"><strong lang="ja">${a.title}</strong> ${a.state && a.state !== 'IN_FORCE' ? chip(label('AgreementState', a.state), a.state === 'SUSPENDED' ? 'red' : 'grey') : nothing}
      ${chip(overdue ? say(ours ? 'ward.planPast' : 'ward.planMissing') : near ? say('ward.planSoon', between(w.today(), ours.validTo)) : say('ward.planGood', days(ours.validTo, ours.validTo)), overdue ? 'red' : near ? 'amber' : 'green')}</div>
    <div class="line"><details class="inside"><summary>${say('ward.agreementMore')}</summary>${facts([
      [say('ward.agreementId'), html`${a.agreementId} ${say('ward.version', a.version)}${a.validTo ? comma() + say('ward.until', days(a.validTo, a.validTo)) : ''}`],
      [say('ward.partners'), partners.length ? join(partners) : null],
      [say('ward.hazards'), a.hazards?.length ? join(a.hazards.map(h => label('HazardType', h))) : say('ward.all')],
      [say('ward.tasks'), a.taskTypes?.length ? join(a.taskTypes.map(t => label('TaskType', t))) : say('ward.all')],
      [say('ward.headCountLimit'), a.headCountLimit ? persons(a.headCountLimit) : say('ward.none')],
      [say('ward.longestTour'), a.longestTourDays ? say('ward.days', a.longestTourDays) : say('ward.none')],
      [say('ward.costs'), label('CostBearer', a.costBearer)],
      [say('ward.confirmations'), a.planConfirmations?.length ? html`<ul>${a.planConfirmations.map(c => html`<li>${say('ward.confirmedBy', c.byName ?? c.by, days(c.validTo, c.validTo))}</li>`)}</ul>` : say('ward.nobodyConfirmed')],
    ])}</details>
    ${acts.view(key, a, agreementActs(a))}</div></li>`;
}

const planFields = w => (values, set, sending) => html`<p class="field"><label for="plans-validTo">${say('act.validTo')}</label><input id="plans-validTo" type="date" .value=${values.validTo} min=${w.today()} ?disabled=${sending} aria-describedby="plans-hint" @input=${e => set('validTo', e.target.value)}><span class="hint" id="plans-hint">${say('act.planHint')}</span></p>`;

// What has to be done first; whatever is in order behind a word that says how much it is.
function agreementsView(w) {
  const all = [...(w.data.agreements ?? [])].sort((a, b) => a.agreementId.localeCompare(b.agreementId));
  if (!all.length) return empty(say('ward.noAgreements'));
  const due = toConfirm(w);
  const first = all.filter(a => due.includes(a)).slice(0, PLANS_SHOWN);
  const rest = all.filter(a => !first.includes(a)).sort((a, b) => due.includes(b) - due.includes(a));
  const list = (id, rows) => lists.view(id, rows, { kind: 'rows plans', key: a => a.agreementId, row: a => agreementRow(w, a), text: a => `${a.title} ${a.agreementId} ${join([...(a.receiverNames ?? []), ...(a.associationNames ?? [])])}` });
  return html`<p class="acts">${plans.button('plans', 'confirm-plan', due)}</p>${plans.view('plans', due)}
    ${first.length ? list('plans', first) : html`<p class="ok">${say('ward.plansGood')}</p>`}
    ${rest.length ? html`<details class="inside"><summary>${say(first.length ? 'ward.agreementsRest' : 'ward.agreementsAll', rest.length)}</summary>${list('agreements', rest)}</details>` : nothing}
    ${restOf(all.length, w.data.agreementsTotal, null)}`;
}

// The page -------------------------------------------------------------------------------------

const HOME = ['RELEASED', 'RECALLED'];
/** Whose return can be reported now: their days are over, or somebody ended them. */
const toReturn = (w, rows) => rows.filter(d => (HOME.includes(d.state) || d.lastDay < w.today()) && dispatchActs(d, 'ward').includes('return'));
const toDepart = (w, rows) => rows.filter(d => d.state === 'CONFIRMED' && journey(d) <= w.today() && dispatchActs(d, 'ward').includes('depart'));

function tasks(w, asked, out) {
  const { data } = w;
  const next = asked[0]?.holdUntil;
  const extensions = out.filter(d => d.extensionAskedTo);
  const departures = toDepart(w, out);
  const returns = toReturn(w, out);
  const due = toConfirm(w);
  const firstOpen = data.needs.map(r => r.open?.[0]?.firstDay).filter(Boolean).sort()[0];
  const vital = data.needs.some(r => priorityOf(r) === 'LIFE_SAFETY');
  const tone = rows => (late(rows) ? 'red' : 'amber');
  return [
    { what: 'inject', count: injects.waiting.length, tone: 'red', href: '#injects-title' },
    { what: 'answer', count: data.askedTotal, text: next ? left(next, w.now()) : null, tone: next && soon(next, w.now()) ? 'red' : 'amber', href: '#asked-title', alarm: asked.some(d => d.request && priorityOf(d.request) === 'LIFE_SAFETY') },
    { what: 'extension', count: extensions.length, tone: 'amber', href: '#out-title' },
    { what: 'depart', count: departures.length, text: since(departures), tone: tone(departures), href: '#out-title', act: several.button('depart', 'depart', departures) },
    { what: 'return', count: returns.length, text: since(returns), tone: tone(returns), href: '#out-title', act: several.button('return', 'return', returns) },
    // Nobody in particular is asked: it is told, and counts as nothing that this ward has left undone.
    { what: 'needs', count: data.needsTotal, text: firstOpen ? say('tasks.from', weekday(firstOpen)) : null, tone: vital ? 'red' : 'amber', href: '#needs-title', alarm: vital, offered: true },
    { what: 'plan', count: due.length, tone: 'grey', href: '#agreements-title' },
    ...contactTasks(w, body, data.contactTests, data.agreements.length > 0),
  ].map(task => ({ ...task, under: { depart: several.view('depart', departures), return: several.view('return', returns) }[task.what] ?? nothing }));
}

function view(w) {
  const data = w.data;
  const asked = [...data.asked].sort((a, b) => a.holdUntil.localeCompare(b.holdUntil));
  const out = data.dispatches.filter(d => ORDER.includes(d.state))
    .sort((a, b) => Boolean(b.extensionAskedTo) - Boolean(a.extensionAskedTo) || Boolean(b.missingReport) - Boolean(a.missingReport) || a.firstDay.localeCompare(b.firstDay));
  const offers = data.offers.filter(o => !ENDED.includes(o.state));
  const { figures } = data;
  const ledger = ledgerLink({ lender: body });
  const struck = ofUs(w);
  const waiting = w.drillEnded() ? [] : tasks(w, asked, out);
  waits(waitingIn(waiting));
  calls.look(waiting);
  w.next = of => nextOf(waiting, TASK_OF[of]);
  const groupActs = (rows, id) => html`<p class="acts">${['depart', 'return'].map(act => several.button(`${id}-${act}`, act, (act === 'depart' ? toDepart : toReturn)(w, rows)))}</p>
    ${several.view(`${id}-depart`, toDepart(w, rows))}${several.view(`${id}-return`, toReturn(w, rows))}`;
  return html`<section class="head" aria-labelledby="page-title"><div class="head-name"><p class="kicker">${say('ward.kicker')}</p><h1 id="page-title">${place(body, data.name, data.kana)}</h1></div>
      <dl class="figures">${figure('away', figures.away, { href: '#out-title' })}${figures.notReported ? figure('notReported', figures.notReported, { tone: 'alarm', href: '#out-title' }) : nothing}${figure('confirmed', figures.confirmed, { href: '#out-title' })}
        ${figure('personDays', figures.personDays, { href: '#load-title' })}</dl>
      ${w.drillEnded() ? nothing : html`<p class="acts big"><button id="offer-open" type="button" class="primary" aria-expanded=${offered ? 'true' : 'false'} @click=${() => { offered = !offered; w.redraw(); if (offered) focusOn('offer-title'); }}>${say(offering.begun ? 'ward.offerGoOn' : 'ward.offerOpen')}</button>
      <a class="button" href="#struck-title">${say('ward.struck.open')}</a></p>`}</section>
    ${struck.length ? html`<p class="notice" role="status"><span>${say('ward.struck.now', join(struck.map(d => d.name)))}</span></p>` : nothing}
    ${injects.view()}
    ${w.drillEnded() ? nothing : tasksView(waiting, calls)}
    ${offered && !w.drillEnded() ? offerView(w) : nothing}
    ${w.me && !w.drillEnded() ? welcome('ward', w.redraw) : nothing}
    ${asked.length ? section({ id: 'asked', heading: say('ward.asked'), count: data.askedTotal, card: false, rows: asked.length }, html`
      <p class="acts">${several.button('ask', 'confirm', asked)}</p>${several.view('ask', asked)}
      ${lists.view('asked', asked, { kind: 'cards', key: d => `${d.networkId}/${d.dispatchId}`, row: d => askedCard(w, d), text: d => `${called(d)} ${d.requestId}` })}${restOf(asked.length, data.askedTotal, ledger)}`) : nothing}
    ${section({ id: 'out', heading: say('ward.out'), count: data.dispatchesTotal, card: false, rows: out.length }, out.length
      ? html`${ lists.view('out', waves.together(out), { kind: 'cards', key: item => item.key, text: item => waves.text(item), row: item => waves.view(item, d => dispatchRow(w, d), groupActs) })}${restOf(data.dispatches.length, data.dispatchesTotal, ledger)}`
      : empty(say('ward.nobodyOut')))}
    ${section({ id: 'needs', heading: say('ward.needs'), count: data.needsTotal, rows: data.needs.length }, data.needs.length
      ? html`${lists.view('needs', data.needs, { kind: 'rows compact', size: 6, key: r => `${r.networkId}/${r.requestId}`, row: r => needRow(w, r), text: r => `${r.receiverName} ${label('TaskType', r.taskType)} ${r.requestId}` })}${restOf(data.needs.length, data.needsTotal, pageLink('./'))}` : empty(say('ward.noNeeds')))}
    ${section({ id: 'offers', heading: say('ward.offers'), count: data.offersTotal, rows: offers.length, fold: lists }, offers.length
      ? html`${lists.view('offers', offers, { kind: 'rows compact', key: o => `${o.networkId}/${o.offerId}`, row: o => offerRow(w, o), text: o => `${join(o.taskTypes.map(t => label('TaskType', t)))} ${o.offerId}` })}${restOf(offers.length, data.offersTotal, null)}` : empty(say('ward.noOffers')))}
    ${section({ id: 'agreements', heading: say('ward.agreements'), count: data.agreementsTotal, fold: lists }, html`<p class="aside">${say('ward.planWhy')}</p>${agreementsView(w)}`)}
    ${struckView(w)}
    ${loadView(w)}
    ${data.notices?.length ? section({ id: 'notices', heading: say('part.notices'), count: data.notices.length, fold: lists }, lists.view('notices', data.notices, noticesDrawn)) : nothing}
    ${duty.view(lists)}
    ${japanTime()}`;
}

work({
  page: 'ward', titleKey: 'ward.pageTitle', takesPart: true,
  async begin(w) {
    body = w.parameters.get('body') ?? (w.me?.role === 'WARD' ? w.me.body : null);
    w.allowed = mayDo(w.me, 'WARD', body);
    acts = new Acts({
      side: 'ward', party: body, today: w.today, redraw: w.redraw, tell: w.tell, scope: w.scope, reporter: () => w.reporter('WARD', body), readOnly: () => w.drillEnded(),
      again: { withdraw: o => offerAgain(w, o) },
      done: (act, row, decided, values, back) => {
        const due = { confirm: () => say('ward.departs', weekday(journey(row))), depart: () => say('ward.arrives', weekday(firstOnSite(row))), recall: () => say('ward.recall.due') }[act]?.();
        w.tell({ of: act, title: say(`act.${act}.done`, row.receiverName ?? row.title ?? row.name ?? row.offerId), due, lines: told(decided), back, next: act === 'confirm' && journey(row) <= w.today() ? { href: '#out-title', text: say('ward.departNow') } : null });
        w.reread();
        focusOn('result-title');
      },
    });
  },
  ready(w, data) {
    if (!w.allowed) return;
    w.data = data;
    lists = new Lists(w.redraw);
    injects = new Injects(w, 'WARD', body);
    calls = new Calls(w.scope, () => document.title, w.redraw);
    waves = new Waves(w.redraw, { other: d => [d.receiver, d.receiverName], isOpen: d => acts.open.has(outKey(d)) });
    several = new Several(w, acts, { keyOf: d => (d.state === 'PROPOSED' ? askKey(d) : outKey(d)), label: called });
    plans = new Several(w, acts, {
      keyOf: a => `agr-${a.agreementId}`, label: a => a.title, lang: 'ja', fields: planFields(w), initial: () => ({ validTo: endOfFiscalYear(w.today()) }),
      check: v => right.day(v.validTo) ?? (v.validTo < w.today() ? say('ward.wrong.past') : null),
    });
    duty = new DutyDesk(w, body, { network: () => w.data.networkId, reporter: () => w.reporter('WARD', body) });
    offering = offerForm(w);
    offered = offering.begun;
    declaring = declareForm(w, { body, role: 'WARD', network: data.networkId, final: true, done: declareDone(w) });
    declared = declaring.begun;
    if (declared) lists.unfolded.add('struck');
    if (drafts.find(`${w.scope}.${body}.limits`)) {
      openLimits(w, data.load ?? {});
      lists.unfolded.add('load');
    }
  },
  async read(w) {
    if (!w.allowed) return { closed: true };
    if (!body) return { choices: (await whole('api/lenders')).rows.map(l => [l.lender, l.lenderName]) };
    const [data, open, contactTests] = await Promise.all([get(`api/wards/${encodeURIComponent(body)}`), get('api/requests', { open: true, limit: MAX_NEEDS }), readContactTests(w, body)]);
    const disasters = new Map();
    for (const r of open.rows) disasters.set(r.disasterId, { disasterId: r.disasterId, name: r.disasterName, networkId: r.networkId });
    const behind = data.agreementsNext ? await whole('api/agreements', { party: body }, data.agreementsNext) : null;
    title(data.name);
    return { ...data, contactTests, agreements: [...(data.agreements ?? []), ...(behind?.rows ?? [])], networkId: data.networks?.[0]?.networkId, needs: open.rows.filter(r => r.receiver !== body), needsTotal: open.total - open.rows.filter(r => r.receiver === body).length, disasters: data.disasters ?? [...disasters.values()] };
  },
  concerns: ({ kind, key, row }, w) => {
    if (kind === 'disaster') row ? w.disasters?.set(key, row) : w.disasters?.delete(key);
    return kind === 'ledger' ? !row || row.lender === body : kind === 'offer' ? !row || row.lender === body : kind === 'request' || kind === 'disaster';
  },
  snapshot(s, w) {
    w.disasters = new Map(s.disasters.map(d => [`${d.networkId}/${d.disasterId}`, d]));
  },
  view: w => (!w.allowed ? notYours(w, say('ward.notYours')) : body ? view(w) : whose(w, 'ward.html', say('ward.whose'))),
});
