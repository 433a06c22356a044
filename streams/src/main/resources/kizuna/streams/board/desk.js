// The desk of a municipality that receives help (受援): declare, ask, see who comes when, confirm, keep, release.
import { Acts, checking, right, stayLimit } from './acts.js';
import { Calls } from './calls.js';
import { declareFields, declareForm, elsewhere, struckAt } from './declare.js';
import { Documents } from './documents.js';
import { DutyDesk, contact } from './duty.js';
import { Form, area, checks, flag, formOf, input, radios, rootOf, select } from './form.js';
import { coming, figure } from './figures.js';
import { welcome } from './help.js';
import { lessonsAt } from './lessons.js';
import { html, nothing } from './lit.js';
import { Injects } from './injects.js';
import { Lists, restOf, section } from './list.js';
import { cannotStay, dispatchActs, offerActs, requestActs } from './legal.js';
import { mostNeeded, needsSent, needsView, wrongNeeds } from './needs.js';
import { PRIORITIES, QUALIFICATIONS, age, alikeDisasters, barKey, between, chip, codes, comma, dayBars, empty, isDay, japanTime, join, mayBeTheSame, noticesDrawn, persons, place, plus, priorityChip, priorityOf, repeat, short, soundsLikeADrill, stateChip, taskChoices, told, unrequestedChip, weekday, when } from './parts.js';
import { Several } from './several.js';
import { ledgerLink, pageLink } from './shell.js';
import { TASK_OF, late, nextOf, since, tasksView, waitingIn } from './tasks.js';
import { Waves } from './waves.js';
import { undoing } from './undo.js';
import { days, label, number, say } from './words.js';
import { focusOn, get, mayDo, notYours, title, waiting as waits, whose, work } from './work.js';

const ENDED = ['CLOSED', 'CANCELLED', 'EXPIRED', 'MERGED'];
const LIVE = ['PROPOSED', 'CONFIRMED', 'DEPARTED', 'ON_SITE', 'HANDING_OVER'];
const NAMED = 3; // Number of lenders named in a line.
const LOOK_AHEAD = 400; // Milliseconds after the last key.

let body = null;
let acts = null;
let declaring = null;
let joining = null;
let asking = null;
let asked = false; // Whether the request form is open.
let declared = false;
let preview = { state: 'none' };
let looking = 0;
let lists = null;
let duty = null;
let injects = null;
let calls = null;
let waves = null;
let several = null;
let documents = null;

// Declaring ------------------------------------------------------------------------------------

const declareDone = w => (decided, v) => {
  declared = false;
  asked = true;
  w.tell({ title: say('desk.declared', v.name.trim()), next: { href: '#ask-title', text: say('desk.askOpen') }, lines: [...(decided ? [] : [say('form.notDecidedYet')]), say('desk.declaredStays')] });
  w.reread();
  focusOn('ask-title');
};

// This desk joins a disaster that others declared by declaring it for itself under the same id.
const joinForm = (w, d) => new Form({
  id: `join-${d.disasterId}`, scope: `${w.scope}.${body}`, keep: false, redraw: w.redraw, told: told => w.tell({ ...told, quiet: false }), initial: {},
  path: () => 'api/disasters',
  body: () => ({ network: d.networkId, disasterId: d.disasterId, name: d.name, hazard: d.hazard, struck: [body], struckAt: d.struckAt, ...w.reporter('DESK', body) }),
  done: decided => {
    declared = false;
    asked = true;
    declaring.clear();
    w.tell({ title: say('desk.joined', d.name), next: { href: '#ask-title', text: say('desk.askOpen') }, lines: decided ? [] : [say('form.notDecidedYet')] });
    w.reread();
    focusOn('ask-title');
  },
});

// What this desk declared it may put right, and say when it is over.
function ownDisasters(w) {
  const own = [...(w.disasters ?? new Map()).values()].filter(d => d.declaredBy === body);
  return own.length ? html`<details class="inside"><summary id="declared-title">${say('desk.ownDisasters', own.length)}</summary>${lists.view('declared', own, {
    key: d => `${d.networkId}/${d.disasterId}`, text: d => d.name,
    row: d => html`<li class="row" id="row-dis-${d.disasterId}" tabindex="-1"><div class="row-head"><strong lang="ja">${d.name}</strong> ${chip(label('HazardType', d.hazard), 'grey')} ${d.endedOn ? chip(say('coord.disasters.ended', short(d.endedOn, d.endedOn)), 'grey') : nothing}</div>
      <p class="row-text">${when(d.struckAt)} <span class="aside">${join((d.struckNames ?? d.struck).slice(0, 6))}</span></p>
      ${acts.view(`dis-${d.disasterId}`, d, d.endedOn ? ['reopen-disaster'] : ['correct-disaster', 'end-disaster'], { main: [] })}</li>`,
  })}</details>` : nothing;
}

const JOINABLE = 6;
function joinView(w) {
  const all = elsewhere(w, body);
  const v = declaring.values;
  const alike = alikeDisasters(all, { ...v, struckAt: right.day(v.date) ? NaN : v.hour ? struckAt(v) : Date.parse(`${v.date}T12:00:00+09:00`) });
  const shown = [...alike, ...all.filter(d => !alike.includes(d))].slice(0, JOINABLE);
  if (!shown.length) return nothing;
  return html`<div class="preview wide" data-state="some"><p><strong>${say('desk.joinable')}</strong></p>
    <ul class="rows">${repeat(shown, d => `${d.networkId}/${d.disasterId}`, d => html`<li class="row"><div class="row-head"><strong lang="ja">${d.name}</strong> ${chip(label('HazardType', d.hazard), 'grey')} ${alike.includes(d) ? chip(say('coord.disasters.alike'), 'amber') : nothing}</div>
      <p class="row-text">${when(d.struckAt)} <span class="aside">${join((d.struckNames ?? d.struck).slice(0, 6))}${d.struck.length > 6 ? ` ${say('board.andMore', d.struck.length - 6)}` : nothing}</span></p>
      <p class="acts"><button type="button" ?disabled=${joining?.sending} @click=${() => { joining = joinForm(w, d); joining.send(); }}>${say('desk.join')}<span class="unseen"> ${d.name}</span></button></p></li>`)}</ul></div>`;
}

const declareView = w => html`<section class="card" aria-labelledby="declare-title"><h2 id="declare-title" tabindex="-1">${say('desk.declare')}</h2>
  <p class="aside">${say('desk.declareHint')}</p>
  ${joinView(w)}
  ${formOf(declaring, {
    labelledBy: 'declare-title', submit: say(w.drill ? 'desk.declare.doDrill' : 'desk.declare.do'),
    cancel: w.data.disasters.length ? () => { declared = false; w.redraw(); focusOn('declare-open'); } : null,
    fields: declareFields(declaring),
  })}</section>`;

// Asking ---------------------------------------------------------------------------------------

const most = v => (v.byDay ? mostNeeded(v.needs) : Number(v.headCount));

const requestForm = w => new Form({
  id: 'request', scope: `${w.scope}.${body}`, keep: true, stays: true, another: 'desk.second.another', redraw: w.redraw, told: w.tell,
  initial: {
    disaster: '', damage: '', taskType: '', headCount: '', byDay: false, needs: [], place: '', route: '', firstDay: plus(w.today(), 1), lastDay: plus(w.today(), 7),
    priority: 'URGENT', qualifications: [], tourDays: '8', overlapDays: '1', documentNumber: '',
  },
  check: v => checking(() => ({
    disaster: right.chosen(disasterOf(w, v)), damage: right.text(v.damage), taskType: right.chosen(v.taskType),
    headCount: v.byDay ? null : right.count(v.headCount), needs: v.byDay ? wrongNeeds(v) : null,
    place: right.text(v.place), route: right.text(v.route), firstDay: right.day(v.firstDay),
    lastDay: right.day(v.lastDay) ?? (v.lastDay < v.firstDay ? say('form.wrong.order') : v.lastDay < w.today() ? say('desk.wrong.past') : between(v.firstDay, v.lastDay) > 366 ? say('desk.wrong.long') : null),
    tourDays: right.count(v.tourDays), overlapDays: /^\d+$/.test(v.overlapDays) && Number(v.overlapDays) <= 14 && (Number(v.overlapDays) < Number(v.tourDays) || Number(v.overlapDays) <= 1) ? null : say('desk.wrong.overlap'),
  }))(v),
  path: () => 'api/requests',
  doubts: v => [{ text: soundsLikeADrill(w, v.damage, v.place, v.route) }],
  correct: (id, differences, v) => correction(w, id, differences, v),
  names: { headCount: say('desk.headCount'), firstDay: say('desk.firstDay'), lastDay: say('desk.lastDay'), place: say('desk.place'), route: say('desk.route'), damage: say('desk.damage'), taskType: say('desk.task'), priority: say('desk.priority'), needs: say('desk.needs'), qualifications: say('desk.qualifications'), tourDays: say('desk.tourDays'), overlapDays: say('desk.overlapDays') },
  shown: (field, value) => (field === 'headCount' && value ? persons(Number(value)) : field === 'taskType' ? label('TaskType', value) : field === 'priority' ? label('Priority', value) : ['firstDay', 'lastDay'].includes(field) && isDay(value) ? weekday(value) : undefined),
  body: v => ({
    network: networkOf(w, v), disasterId: disasterOf(w, v), receiver: body, damage: v.damage.trim(), taskType: v.taskType, headCount: most(v), needs: v.byDay ? needsSent(v.needs) : [],
    place: v.place.trim(), route: v.route.trim(), firstDay: v.firstDay, lastDay: v.lastDay, qualifications: v.qualifications, priority: v.priority,
    tourDays: Number(v.tourDays), overlapDays: Number(v.overlapDays), documentation: 'ORAL', ...w.reporter('DESK', body),
  }),
  changed: () => lookAhead(w),
  done: (decided, v, receipt) => {
    asked = false;
    preview = { state: 'none' };
    const id = decided?.subject ?? receipt.requestId;
    const back = decided && id ? undoing(w, { name: say('desk.filed.undo'), title: say('act.cancel-request.done', id), path: `api/requests/${encodeURIComponent(id)}/cancel`, body: { network: receipt.network, reason: 'OTHER', ...w.reporter('DESK', body) } }) : null;
    const askedOf = [...new Set((decided?.proposals ?? []).map(p => p.lenderName))];
    w.tell({
      title: say('desk.filed', label('TaskType', v.taskType), number(most(v))), lines: told(decided, say('desk.filedHint')), back,
      due: decided ? askedOf.length ? say(askedOf.length > NAMED ? 'desk.filed.askedMany' : 'desk.filed.asked', join(askedOf.slice(0, NAMED)), askedOf.length) : say('desk.filed.nobody') : null,
      next: { href: pageLink('request.html', { network: receipt.network, id }), text: say(askedOf.length ? 'desk.filed.who' : 'desk.filed.page') },
    });
    w.reread();
    focusOn('result-title');
  },
});

// What was sent first becomes what is written now, where a request may be changed in all that differs.
const AMENDABLE = ['headCount', 'byDay', 'needs', 'firstDay', 'lastDay', 'priority', 'place', 'route', 'damage', 'taskType'];
function correction(w, id, differences, v) {
  if (!differences.every(d => AMENDABLE.includes(rootOf(d.field)))) return null;
  const whole = asking.spec.body(v);
  const changed = new Set(differences.map(d => (d.field === 'byDay' ? 'needs' : rootOf(d.field))));
  if (changed.has('needs') && !v.byDay) { changed.delete('needs'); changed.add('headCount'); }
  return {
    path: `api/requests/${encodeURIComponent(id)}/amend`,
    body: { network: whole.network, ...Object.fromEntries([...changed].map(field => [field, whole[field]])), ...w.reporter('DESK', body) },
  };
}

// Nothing is asked for in a disaster that ended.
const goingOn = w => (w.data?.disasters ?? []).filter(d => !d.endedOn);
const disasterOf = (w, v) => (goingOn(w).length === 1 ? goingOn(w)[0].disasterId : v.disaster);
const networkOf = (w, v) => goingOn(w).find(d => d.disasterId === disasterOf(w, v))?.networkId;

// What the request will do, said while it is typed. It changes nothing.
function lookAhead(w) {
  clearTimeout(looking);
  if (preview.state === 'over') return; // This drill is over: the response does not change.
  const v = asking.values;
  if (!disasterOf(w, v) || !v.taskType || !(most(v) > 0) || !isDay(v.firstDay) || !isDay(v.lastDay) || v.lastDay < v.firstDay) {
    preview = { state: 'none' };
    return;
  }
  looking = setTimeout(async () => {
    const mine = looking;
    try {
      const found = await get('api/preview', {
        network: networkOf(w, v), disaster: disasterOf(w, v), receiver: body, task: v.taskType, headCount: most(v),
        firstDay: v.firstDay, lastDay: v.lastDay, qualification: v.qualifications.join(','), priority: v.priority, tourDays: /^\d+$/.test(v.tourDays) ? v.tourDays : null,
      });
      if (mine === looking) preview = { state: 'known', found };
    } catch (error) {
      if (mine === looking) preview = { state: error.status === 410 ? 'over' : 'away', text: error.message };
    }
    w.redraw();
  }, LOOK_AHEAD);
}

function previewView() {
  if (preview.state === 'none') return html`<div class="preview" data-state="none"><p class="aside">${say('desk.previewWaits')}</p></div>`;
  // A drill that nobody decides any more: asking would lead nowhere either.
  if (preview.state === 'over') return html`<div class="preview" data-state="over"><p><strong>${preview.text}</strong></p></div>`;
  if (preview.state === 'away') return html`<div class="preview" data-state="away"><p>${say('desk.previewAway')} <span class="aside">${preview.text}</span></p></div>`;
  const p = preview.found;
  // Who only has to offer is not excluded.
  const excluded = (p.reasons ?? []).filter(r => r.lenders > 0 && !r.anotherOfferWouldDo);
  return html`<div class="preview" data-state=${p.outcome !== 'REJECTED' && p.offers > 0 ? 'some' : 'nobody'}>
    <p class="preview-figure"><strong>${p.sentence}</strong></p>
    ${p.wouldPropose?.length ? html`<p>${say('desk.previewWould')} ${join(p.wouldPropose.map(o => say('desk.previewOne', o.lenderName, number(o.persons), short(o.firstDay, o.lastDay))))}</p>` : nothing}
    ${excluded.length ? html`<details><summary>${say('desk.previewReasons')}</summary><ul>${excluded.map(r => html`<li>${r.sentence ?? say('desk.previewReason', r.label, number(r.lenders))}</li>`)}</ul></details>` : nothing}</div>`;
}

const copyable = w => [...w.data.requests].sort((a, b) => b.askedAt.localeCompare(a.askedAt)).slice(0, 20);

function copy(w, id) {
  const r = w.data.requests.find(one => one.requestId === id);
  if (!r) return;
  const length = between(r.firstDay, r.lastDay);
  const first = r.firstDay > w.today() ? r.firstDay : plus(w.today(), 1);
  const shift = between(r.firstDay, first);
  asking.fill({
    disaster: goingOn(w).some(d => d.disasterId === r.disasterId) ? r.disasterId : asking.values.disaster,
    damage: r.damage, taskType: r.taskType, headCount: String(r.headCount), place: r.place, route: r.route, firstDay: first, lastDay: plus(first, length),
    byDay: r.needs.length > 0, needs: r.needs.map(n => ({ firstDay: plus(n.firstDay, shift), lastDay: plus(n.lastDay, shift), headCount: String(n.headCount) })),
    priority: r.priority, qualifications: r.qualifications, tourDays: String(r.tourDays), overlapDays: String(r.overlapDays),
  });
  w.tell({ quiet: true, title: say('desk.copied', id), lines: [] });
}

const seen = (w, field) => [...new Set(w.data.requests.map(r => r[field]))].slice(0, 10);

function period(w, first, n) {
  const from = plus(w.today(), first);
  asking.fill({ firstDay: from, lastDay: plus(from, n - 1) });
}

function requestView(w) {
  const v = asking.values;
  const step = (n, name) => html`<h3 class="step"><span class="step-n" aria-hidden="true">${n}</span>${name}</h3>`;
  const more = ['qualifications', 'tourDays', 'overlapDays'].some(f => asking.errors[f]);
  return html`<section class="card asking" aria-labelledby="ask-title"><h2 id="ask-title" tabindex="-1">${say(w.drill ? 'desk.askDrill' : 'desk.ask')}</h2>
    <p class="aside">${say('desk.oral')}</p>
    ${asking.restored ? html`<p class="restored">${say('desk.restored')} <button type="button" class="small" @click=${() => asking.giveUp(() => asking.clear())}>${say('desk.startAnew')}</button></p>` : nothing}
    ${copyable(w).length ? html`<p class="field wide"><label for="copy">${say('desk.copy')}</label><select id="copy" .value=${''} @change=${e => { const { value } = e.target; e.target.value = ''; asking.giveUp(() => copy(w, value)); }}>
      <option value="">${say('form.choose')}</option>${copyable(w).map(r => html`<option value=${r.requestId}>${say('desk.copyOne', label('TaskType', r.taskType), number(r.headCount), days(r.firstDay, r.lastDay), r.place)}</option>`)}</select></p>` : nothing}
    ${formOf(asking, {
      labelledBy: 'ask-title', submit: say(w.drill ? 'desk.ask.doDrill' : 'desk.ask.do'),
      cancel: () => { asked = false; w.redraw(); focusOn('ask-open'); },
      fields: html`
        ${goingOn(w).length > 1 ? select(asking, 'disaster', { label: say('board.disaster'), required: true, empty: say('form.choose'), choices: goingOn(w).map(d => [d.disasterId, d.name]) }) : nothing}
        ${step(1, say('desk.step.damage'))}${area(asking, 'damage', { label: say('desk.damage'), required: true, rows: 2, maxlength: 500, hint: say('desk.damageHint') })}
        ${step(2, say('desk.step.task'))}${select(asking, 'taskType', { label: say('desk.task'), required: true, empty: say('form.choose'), choices: taskChoices() })}${lessonsAt({ bodies: [body], taskType: v.taskType || null })}
        ${step(3, say('desk.step.people'))}
          ${v.byDay ? needsView(asking) : input(asking, 'headCount', { label: say('desk.headCount'), required: true, inputmode: 'numeric', unit: say('part.unit'), hint: say('desk.headCountHint') })}
          ${flag(asking, 'byDay', { label: say('desk.byDay') })}
        ${step(4, say('desk.step.place'))}${input(asking, 'place', { label: say('desk.place'), required: true, maxlength: 200, list: seen(w, 'place') })}
          ${input(asking, 'route', { label: say('desk.route'), required: true, maxlength: 200, list: seen(w, 'route'), hint: say('desk.routeHint') })}
        ${step(5, say('desk.step.period'))}${input(asking, 'firstDay', { type: 'date', label: say('desk.firstDay'), required: true })}
          ${input(asking, 'lastDay', { type: 'date', label: say('desk.lastDay'), required: true })}
          <p class="acts wide"><button type="button" class="small" @click=${() => period(w, 0, 7)}>${say('desk.period.today')}</button>
          <button type="button" class="small" @click=${() => period(w, 1, 7)}>${say('desk.period.week')}</button>
          <button type="button" class="small" @click=${() => period(w, 1, 14)}>${say('desk.period.twoWeeks')}</button>
          <button type="button" class="small" @click=${() => period(w, 1, 30)}>${say('desk.period.month')}</button></p>
        <details class="more wide" ?open=${more || asking.moreOpen} @toggle=${e => { asking.moreOpen = e.target.open; }}><summary>${say('desk.more')} <span class="aside">${label('Priority', v.priority)}${v.qualifications.length ? comma() + join(v.qualifications.map(q => label('Qualification', q))) : ''}</span></summary>
          <div class="fields">${radios(asking, 'priority', { label: say('desk.priority'), choices: codes('Priority', PRIORITIES), hint: say('desk.priorityHint') })}
          ${checks(asking, 'qualifications', { label: say('desk.qualifications'), choices: codes('Qualification', QUALIFICATIONS), hint: say('desk.qualificationsHint') })}
          ${input(asking, 'tourDays', { label: say('desk.tourDays'), inputmode: 'numeric', unit: say('part.days'), hint: say('desk.tourDaysHint') })}
          ${input(asking, 'overlapDays', { label: say('desk.overlapDays'), inputmode: 'numeric', unit: say('part.days') })}</div></details>
        <div class="wide" role="status">${previewView()}</div>`,
    })}</section>`;
}

// What stands ----------------------------------------------------------------------------------

const alike = (w, r) => w.data.requests.filter(o => mayBeTheSame(o, r) && !ENDED.includes(o.state));
const running = w => w.data.requests.filter(r => !ENDED.includes(r.state))
  .sort((a, b) => PRIORITIES.indexOf(priorityOf(a)) - PRIORITIES.indexOf(priorityOf(b)) || (b.openPersonDays > 0) - (a.openPersonDays > 0) || a.firstDay.localeCompare(b.firstDay));

function head(w) {
  const { figures } = w.data;
  return html`<section class="head" aria-labelledby="page-title">
    <div class="head-name"><p class="kicker">${say('desk.kicker')}</p><h1 id="page-title">${place(body, w.data.name, w.data.kana)}</h1>
      <p class="aside">${w.data.disasters.length ? join([...new Set(w.data.disasters.map(d => d.name))]) : say('desk.noDisaster')}</p></div>
    <dl class="figures">${figure('openPersonDays', figures.openPersonDays, { tone: 'alarm', href: '#requests-title' })}${figure('coming', coming(figures), { href: '#coming-title' })}${figure('onSite', figures.onSite)}
      ${figures.notReported ? figure('notReported', figures.notReported, { tone: 'alarm', href: ledgerLink({ receiver: body, notReported: 'true' }) }) : nothing}
      ${figure('proposed', figures.proposed, { href: '#coming-title' })}</dl>
    ${w.data.disasters.length && !w.drillEnded() ? html`<p class="acts big">${goingOn(w).length ? html`<button id="ask-open" type="button" class="primary" aria-expanded=${asked ? 'true' : 'false'} @click=${() => { asked = !asked; w.redraw(); if (asked) { lookAhead(w); focusOn('ask-title'); } }}>${say(asking.begun ? 'desk.askGoOn' : 'desk.askOpen')}</button>` : nothing}
      <button id="declare-open" type="button" aria-expanded=${declared ? 'true' : 'false'} @click=${() => { declared = !declared; w.redraw(); if (declared) focusOn('declare-title'); }}>${say('desk.declareOpen')}</button></p>` : nothing}
  </section>`;
}

const rowKey = (d, where) => `${where}-${d.networkId}-${d.dispatchId}`;
const called = d => `${d.lenderName} ${label('TaskType', d.taskType)} ${persons(d.headCount)} ${short(d.firstDay, d.lastDay)}`;
const found = d => `${called(d)} ${d.requestId} ${d.dispatchId} ${label('DispatchState', d.state)}`;

// The board with this desk's rows only: what a list here does not show stands there.
const ledger = () => ledgerLink({ receiver: body });

function comingView(w) {
  const rows = [...w.data.coming].sort((a, b) => arrival(a).localeCompare(arrival(b)) || a.dispatchId.localeCompare(b.dispatchId));
  const draw = shown => {
    const byDay = new Map();
    for (const d of shown) byDay.set(arrival(d), [...(byDay.get(arrival(d)) ?? []), d]);
    return html`<ol class="by-day">${[...byDay].map(([day, list]) => html`<li><h3>${weekday(day)}${day === w.today() ? html` ${chip(say('desk.today'), 'blue')}` : day < w.today() ? html` ${chip(say('desk.late'), 'red')}` : nothing}
      <span class="count">${persons(list.reduce((s, d) => s + d.headCount, 0))}</span></h3>
      <ul class="rows compact">${repeat(list, d => d.dispatchId, d => dispatchView(w, d, 'coming'))}</ul></li>`)}</ol>`;
  };
  return section({ id: 'coming', heading: say('desk.coming'), count: say('desk.comingCount', number(coming(w.data.figures)), number(w.data.figures.proposed)), card: false, rows: rows.length },
    rows.length ? html`${lists.view('coming', rows, { size: 5, text: found, draw })}${restOf(rows.length, w.data.comingTotal, ledger())}` : empty(say('desk.nobodyComing')));
}

function siteView(w) {
  const rows = [...w.data.onSite].sort((a, b) => Boolean(b.missingReport) - Boolean(a.missingReport) || a.lastDay.localeCompare(b.lastDay));
  if (!rows.length) return nothing;
  return section({ id: 'site', heading: say('desk.onSite'), count: persons(w.data.figures.onSite), card: false, rows: rows.length },
    html`${lists.view('site', waves.together(rows), { kind: 'rows cards', size: 6, key: item => item.key, text: item => waves.text(item), row: item => waves.view(item, d => dispatchView(w, d, 'site')) })}${restOf(rows.length, w.data.onSiteTotal, ledger())}`);
}

// They are there on the day before, where they take over from others.
const arrival = d => plus(d.firstDay, -(d.overlapDays ?? 0));

function dispatchView(w, d, where) {
  const key = rowKey(d, where);
  return html`<li class="row" id="row-${key}" tabindex="-1"><div class="row-head">
      <strong>${place(d.lender, d.lenderName)}</strong> <span>${persons(d.headCount)}</span> ${stateChip('DispatchState', d.state)}${d.missingReport ? html` ${chip(label('MissingReport', d.missingReport), 'red')}` : nothing}
      <span>${label('TaskType', d.taskType)}</span> ${where === 'coming' ? unrequestedChip(w.data.requests.find(r => r.requestId === d.requestId && r.networkId === d.networkId) ?? {}) : nothing}</div>
    <p class="row-text">${short(d.firstDay, d.lastDay)} <span class="aside">${say('board.wave', d.wave)}${d.overlapDays ? comma() + say('desk.overlap', d.overlapDays) : ''}${comma()}<a href=${pageLink('request.html', { network: d.networkId, id: d.requestId })}>${d.requestId}</a></span></p>
    ${d.extensionAskedTo ? html`<p class="row-text">${chip(say('desk.extensionWaits', weekday(d.extensionAskedTo)), 'amber')}</p>` : nothing}
    ${contact(d.lender)}
    ${where === 'coming' ? lessonsAt({ agreementId: d.agreementId, bodies: [d.lender] }) : nothing}
    ${acts.view(key, d, dispatchActs(d, 'desk').filter(a => a !== 'cancel' || where === 'req'), { note: where !== 'coming' && cannotStay(d) ? html`<p class="aside">${stayLimit(d)}</p>` : nothing })}</li>`;
}

// Whose days are over is not at work any more, though nobody reported that all are home.
const whereItStands = (w, r) => (['PARTIALLY_DEPLOYED', 'FULFILLED'].includes(r.state) && r.lastDay < w.today() ? chip(say('desk.daysOver'), 'grey') : stateChip('RequestState', r.state));

const requestKey = r => `req-${r.networkId}-${r.requestId}`;

function requestCard(w, r) {
  const key = requestKey(r);
  const others = alike(w, r);
  const row = { ...r, alike: others, disasters: [...(w.disasters ?? new Map()).values()].filter(d => d.networkId === r.networkId && !d.endedOn) };
  const live = r.dispatches.filter(d => LIVE.includes(d.state));
  const offered = (w.data.offers ?? []).filter(o => o.networkId === r.networkId && o.answersRequestId === r.requestId);
  return html`<li class="card request" id="row-${key}" tabindex="-1" data-priority=${priorityOf(r)}>
    <h3 class="row-head">${priorityChip(priorityOf(r))} <a href=${pageLink('request.html', { network: r.networkId, id: r.requestId })}>${label('TaskType', r.taskType)} ${say('board.perDay', number(r.headCount))}</a> ${whereItStands(w, r)}
      ${unrequestedChip(r)} ${others.length ? chip(say('desk.alike'), 'amber') : nothing}</h3>
    ${r.documentation === 'UNREQUESTED' ? html`<p class="row-text">${say('desk.unrequestedHint')}</p>` : nothing}
    <p class="row-text">${days(r.firstDay, r.lastDay)}${comma()}${r.place} <span class="aside">${r.requestId}</span></p>
    <p class="row-text">${r.openPersonDays ? html`<span class="short"><b>${say('board.short', number(r.openPersonDays))}</b> <span class="aside">${say('board.coveredOf', number(r.coveredPersonDays), number(r.requestedPersonDays))}</span></span>` : r.unmetPersonDays || r.documentation === 'UNREQUESTED' ? nothing : html`<span class="ok">${say('desk.filled')}</span>`}
      ${r.unmetPersonDays ? html`<span class="aside">${say('board.neverMet', number(r.unmetPersonDays))}</span>` : nothing}</p>
    <details class="inside"><summary>${live.length ? say('desk.daysAndDispatches', live.length) : say('desk.days')}</summary>
      ${barKey()}${dayBars(r)}
      ${others.length ? html`<p class="row-text">${say('desk.alikeHint', join(others.map(o => o.requestId)))}</p>` : nothing}
      ${live.length ? lists.view(`in-${key}`, live, { kind: 'rows', key: d => d.dispatchId, row: d => dispatchView(w, d, 'req'), text: found }) : nothing}</details>
    ${offered.length ? html`<details class="inside"><summary>${say('desk.offers', offered.length)}</summary><ul class="rows">${repeat(offered, o => o.offerId, offerView)}</ul></details>` : nothing}
    ${acts.view(key, row, requestActs(row).filter(act => act !== 'document'))}</li>`;
}

// What was offered for this very request and not promised yet: the desk may turn it away.
function offerView(o) {
  const key = `off-${o.networkId}-${o.offerId}`;
  return html`<li class="row" id="row-${key}" tabindex="-1"><div class="row-head"><strong>${place(o.lender, o.lenderName)}</strong> <span>${persons(o.headCount)}</span> ${stateChip('OfferState', o.state)}</div>
    <p class="row-text">${short(o.firstDay, o.lastDay)} <span class="aside">${o.qualifications?.length ? join(o.qualifications.map(q => label('Qualification', q))) + comma() : ''}${o.offerId}</span></p>
    ${acts.view(key, o, offerActs(o))}</li>`;
}

/** Who should be here by now, or is said to have come: their arrival can be confirmed. */
const toArrive = w => w.data.coming.filter(d => ['CONFIRMED', 'DEPARTED'].includes(d.state) && arrival(d) <= w.today() && dispatchActs(d, 'desk').includes('arrive'));
const isOver = (w, r) => r.lastDay < w.today();
const toRelease = w => w.data.onSite.filter(d => d.missingReport === 'RELEASE');
const withoutDocument = (w, how) => w.data.requests.filter(r => r.documentation === how && !ENDED.includes(r.state)).sort((a, b) => a.askedAt.localeCompare(b.askedAt));
const oralOf = w => withoutDocument(w, 'ORAL');

function tasks(w) {
  const arrivals = toArrive(w);
  const releases = toRelease(w);
  const oral = oralOf(w);
  const doubles = running(w).filter(r => alike(w, r).length);
  const unrequested = withoutDocument(w, 'UNREQUESTED');
  return [
    { what: 'inject', count: injects.waiting.length, tone: 'red', href: '#injects-title' },
    { what: 'arrive', count: arrivals.length, text: since(arrivals), tone: late(arrivals) ? 'red' : 'amber', href: '#coming-title', act: several.button('arrive', 'arrive', arrivals), under: several.view('arrive', arrivals) },
    { what: 'release', count: releases.length, text: since(releases), tone: 'red', href: '#site-title' },
    { what: 'document', count: oral.length, text: oral.length ? say('desk.oldest', age(oral[0].askedAt, w.now())) : null, tone: 'amber', href: '#documents-title' },
    { what: 'unrequested', count: unrequested.length, tone: 'amber', href: '#requests-title' },
    { what: 'alike', count: doubles.length, tone: 'amber', href: '#requests-title' },
  ];
}

function documentsView(w) {
  const all = oralOf(w);
  if (!all.length) return nothing;
  const current = all.filter(r => !isOver(w, r));
  const over = all.filter(r => isOver(w, r));
  const list = (id, rows, line) => lists.view(id, rows, { key: r => `${r.networkId}/${r.requestId}`, row: line, text: r => `${label('TaskType', r.taskType)} ${r.place} ${r.requestId}` });
  return section({ id: 'documents', heading: say('documents'), count: all.length, rows: all.length, fold: lists }, documents.view(all, line => html`
    ${current.length ? list('documents', current, line) : nothing}
    ${over.length ? html`<details class="inside" ?open=${!current.length}><summary>${say('desk.over', over.length)}</summary>${list('documents-over', over, line)}</details>` : nothing}`));
}

function view(w) {
  const open = running(w).filter(r => !isOver(w, r));
  const over = running(w).filter(r => isOver(w, r));
  const ended = w.data.requests.filter(r => ENDED.includes(r.state));
  const none = !w.data.disasters.length;
  const waiting = w.drillEnded() ? [] : tasks(w);
  waits(waitingIn(waiting));
  calls.look(waiting);
  w.next = of => nextOf(waiting, TASK_OF[of]);
  const cards = (id, rows) => lists.view(id, rows, { kind: 'cards', size: 6, key: r => `${r.networkId}/${r.requestId}`, row: r => requestCard(w, r), text: r => `${label('TaskType', r.taskType)} ${r.place} ${r.requestId} ${label('RequestState', r.state)}` });
  return html`${head(w)}
    ${injects.view()}
    ${w.drillEnded() || none && !w.data.requests.length ? nothing : tasksView(waiting, calls)}
    ${!w.drillEnded() && (none || declared) ? declareView(w) : nothing}
    ${!w.drillEnded() && goingOn(w).length && asked ? requestView(w) : nothing}
    ${w.me && !w.drillEnded() ? welcome('desk', w.redraw) : nothing}
    ${none && !w.data.requests.length ? nothing : html`
    ${comingView(w)}
    ${siteView(w)}
    ${section({ id: 'requests', heading: say('desk.requests'), count: open.length, card: false, rows: open.length }, html`
      ${open.length ? cards('requests', open) : empty(say('desk.noRequests'))}${restOf(w.data.requests.length, w.data.requestsTotal, ledger())}
      <div class="side-by-side">${over.length ? html`<details class="inside"><summary>${say('desk.over', over.length)}</summary>${cards('over', over)}</details>` : nothing}
      ${ended.length ? html`<details class="inside"><summary>${say('desk.ended', ended.length)}</summary>${lists.view('ended', ended, {
        key: r => `${r.networkId}/${r.requestId}`, text: r => `${label('TaskType', r.taskType)} ${r.requestId}`,
        row: r => html`<li class="row"><a href=${pageLink('request.html', { network: r.networkId, id: r.requestId })}>${label('TaskType', r.taskType)} ${say('board.perDay', number(r.headCount))}</a> ${stateChip('RequestState', r.state)}
        <span class="aside">${days(r.firstDay, r.lastDay)}${r.mergedInto ? comma() + say('desk.mergedInto', r.mergedInto) : ''}</span></li>`,
      })}</details>` : nothing}
      ${ownDisasters(w)}</div>`)}
    ${w.drillEnded() ? nothing : documentsView(w)}
    ${w.data.notices?.length ? section({ id: 'notices', heading: say('part.notices'), count: w.data.notices.length, fold: lists }, lists.view('notices', w.data.notices, noticesDrawn)) : nothing}`}
    ${duty.view(lists)}
    ${japanTime()}`;
}

work({
  page: 'desk', titleKey: 'desk.pageTitle', takesPart: true,
  async begin(w) {
    body = w.parameters.get('body') ?? (w.me?.role === 'DESK' ? w.me.body : null);
    w.allowed = mayDo(w.me, 'DESK', body);
    acts = new Acts({
      side: 'desk', party: body, today: w.today, redraw: w.redraw, tell: w.tell, scope: w.scope, reporter: () => w.reporter('DESK', body), readOnly: () => w.drillEnded(),
      again: { 'cancel-request': r => { copy(w, r.requestId); asked = true; w.redraw(); lookAhead(w); focusOn('ask-title'); } },
      done: (act, row, decided, values, back) => {
        w.tell({ of: act, title: say(`act.${act}.done`, row.lenderName ?? row.requestId ?? row.name), due: act === 'release' ? say('act.release.due') : null, lines: told(decided), back });
        w.reread();
        focusOn('result-title');
      },
    });
  },
  ready(w, data) {
    if (!w.allowed) return;
    w.data = data;
    lists = new Lists(w.redraw);
    injects = new Injects(w, 'DESK', body);
    calls = new Calls(w.scope, () => document.title, w.redraw);
    waves = new Waves(w.redraw, { other: d => [d.lender, d.lenderName], isOpen: d => acts.open.has(rowKey(d, 'site')) });
    several = new Several(w, acts, { keyOf: d => rowKey(d, 'coming'), label: called });
    documents = new Documents(w, acts, {
      keyOf: requestKey, text: r => `${label('TaskType', r.taskType)} ${r.requestId}`,
      about: r => html`${label('TaskType', r.taskType)} ${say('board.perDay', number(r.headCount))}${comma()}${days(r.firstDay, r.lastDay)} <span class="aside">${r.requestId}</span> ${chip(say('desk.undocumented', age(r.askedAt, w.now())), 'amber')}`,
    });
    if (!data.choices && documents.filled(oralOf(w)).length) lists.unfolded.add('documents');
    duty = new DutyDesk(w, body, { network: () => w.data.networks?.[0]?.networkId ?? w.data.disasters[0]?.networkId, reporter: () => w.reporter('DESK', body) });
    declaring = declareForm(w, { body, role: 'DESK', done: declareDone(w) });
    asking = requestForm(w);
    asked = asking.begun;
    if (asked) lookAhead(w);
    declared = declaring.begun;
  },
  async read(w) {
    if (!w.allowed) return { closed: true };
    if (!body) {
      const { rows } = await get('api/requests', { limit: 1000 });
      return { choices: [...new Map(rows.map(r => [r.receiver, r.receiverName]))] };
    }
    const data = await get(`api/desks/${encodeURIComponent(body)}`);
    title(data.name);
    return data;
  },
  concerns({ kind, key, row }, w) {
    if (kind === 'disaster') row ? w.disasters?.set(key, row) : w.disasters?.delete(key);
    return w.allowed && (kind === 'ledger' || kind === 'request' ? !row || row.receiver === body : kind === 'offer' ? !row || Boolean(row.answersRequestId) : kind === 'disaster');
  },
  snapshot(s, w) {
    w.disasters = new Map(s.disasters.map(d => [`${d.networkId}/${d.disasterId}`, d]));
  },
  view: w => (!w.allowed ? notYours(w, say('desk.notYours'), body ? html`<a class="button" href=${pageLink('./', { receiver: body })}>${say('part.seeOnBoard')}</a> ` : nothing) : body ? view(w) : whose(w, 'desk.html', say('desk.whose'))),
});
