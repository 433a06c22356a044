// The coordinator of a network (調整担当): every shortfall, what was decided otherwise, who leads where, what is due.
import { Acts, checking, right } from './acts.js';
import { Calls } from './calls.js';
import { Candidates } from './candidates.js';
import { ClockStrip } from './clock.js';
import { Documents } from './documents.js';
import { figure } from './figures.js';
import { DutyDesk, contact } from './duty.js';
import { Form, formOf, radios, select } from './form.js';
import { welcome } from './help.js';
import { Lessons, lessonsAt } from './lessons.js';
import { html, nothing } from './lit.js';
import { Lists, section } from './list.js';
import { offerActs, requestActs } from './legal.js';
import { Override, overrideText } from './override.js';
import { PRIORITIES, age, alikeDisasters, between, chip, comma, empty, japanTime, join, mayBeTheSame, nextOpen, noticesDrawn, persons, place, plus, priorityChip, priorityOf, short, stateChip, told, unrequestedChip, weekday, when } from './parts.js';
import { ledgerLink, pageLink } from './shell.js';
import { TASK_OF, nextOf, tasksView, waitingIn } from './tasks.js';
import { undoing } from './undo.js';
import { days, label, number, say } from './words.js';
import { focusOn, get, lookingOnly, mayDo, maybe, title, waiting as waits, whole, work } from './work.js';

const ENDED = ['CLOSED', 'CANCELLED', 'EXPIRED', 'MERGED'];
const MANY = 1000;
const compact = { kind: 'rows compact' };
const OFFERED = 3; // Number of tasks of an offer that are shown.

let network = null;
let acts = null;
let override = null;
let appointing = null;
let appoint = false;
let duty = null;
let lists = null;
let calls = null;
let documents = null;
let candidates = null;
let clock = null;
let lessons = null;

const appointForm = w => new Form({
  id: 'appoint', scope: w.scope, keep: true, redraw: w.redraw, told: w.tell, initial: { place: '', lender: '', role: 'LEAD' },
  check: checking(v => ({ place: right.chosen(v.place), lender: right.chosen(v.lender), role: right.chosen(v.role) })),
  path: () => 'api/counterparts',
  body: v => {
    const [disasterId, receiver] = v.place.split('|');
    return { network, disasterId, receiver, lender: v.lender, role: v.role, ...w.reporter('COORDINATOR', network) };
  },
  done: (decided, v) => {
    appoint = false;
    const [disasterId, receiver] = v.place.split('|');
    const back = undoing(w, { path: 'api/counterparts/relieve', body: { network, disasterId, receiver, lender: v.lender, ...w.reporter('COORDINATOR', network) } });
    w.tell({ title: say('coord.appointed', w.data.names.get(v.lender) ?? v.lender, label('CounterpartRole', v.role)), lines: told(decided), back });
    w.reread();
    focusOn('result-title');
  },
});

function closeAppoint(w) {
  appoint = false;
  appointing.clear();
  focusOn('appoint-open');
}

const lenders = w => [...w.data.lenders].map(l => [l.lender, l.lenderName]);
// Where somebody may lead: who was struck, and who has asked, in disasters that go on.
const receivers = w => {
  const known = new Map();
  const over = w.data.disasters.filter(d => d.endedOn).map(d => d.disasterId);
  for (const d of w.data.disasters.filter(o => !o.endedOn)) d.struck.forEach((code, i) => known.set(`${d.disasterId}|${code}`, `${d.struckNames?.[i] ?? code}（${d.name}）`));
  for (const r of w.data.requests.filter(o => !over.includes(o.disasterId))) known.set(`${r.disasterId}|${r.receiver}`, `${r.receiverName}（${r.disasterName}）`);
  return [...known];
};

const byUrgency = (a, b) => PRIORITIES.indexOf(priorityOf(a)) - PRIORITIES.indexOf(priorityOf(b)) || nextOpen(a).localeCompare(nextOpen(b)) || a.askedAt.localeCompare(b.askedAt);
const link = r => pageLink('request.html', { network: r.networkId, id: r.requestId });

function shortRow(w, r) {
  const key = `req-${r.requestId}`;
  const row = { ...r, alike: w.data.alike.get(r.requestId) ?? [] };
  return html`<li class="row shortfall" id="row-${key}" tabindex="-1" data-priority=${priorityOf(r)}>
    <div class="row-head">${priorityChip(priorityOf(r))} <strong>${place(r.receiver, r.receiverName)}</strong> <span>${label('TaskType', r.taskType)}</span> <b class="missing">${say('board.short', number(r.openPersonDays))}</b>
      ${stateChip('RequestState', r.state)} ${r.documentation === 'ORAL' ? chip(say('board.documentPending'), 'amber') : unrequestedChip(r)} ${r.overriddenPriority ? chip(say('coord.reprioritised'), 'blue') : nothing}
      <span class="aside end">${say('board.waiting', age(r.askedAt, w.now()))}</span></div>
    <p class="row-text">${(r.open ?? []).slice(0, 3).map(o => say('board.openDays', short(o.firstDay, o.lastDay), number(o.headCount))).join(comma())} <span class="aside">${say('board.coveredOf', number(r.coveredPersonDays), number(r.requestedPersonDays))}</span></p>
    <p class="acts">${w.may() ? candidates.button(r) : html`<a class="button" href=${link(r)}>${say('coord.candidates')}<span class="unseen"> ${r.requestId}</span></a>`}
      ${w.may() ? html`<button type="button" class="quiet" aria-expanded=${override.isFor(r) ? 'true' : 'false'} @click=${() => override.toggle(r)}>${say('coord.override')}<span class="unseen"> ${r.requestId}</span></button>` : nothing}
      <a class="aside" href=${link(r)}>${r.requestId}</a></p>
    ${lessonsAt({ bodies: [r.receiver], taskType: r.taskType })}
    ${candidates.view(r, w.may() ? override : null)}
    ${w.may() ? override.view(r) : nothing}</li>`;
}

/** A section of the page; one in which there is nothing is told in a line at the end, unless it is where something is begun. */
const part = (id, heading, count, inside, always = false) => ({ id, heading, count, inside: count || always ? section({ id, heading, count, rows: count, fold: lists }, inside) : nothing });

function leads(w) {
  const list = w.data.counterparts;
  return part('leads', say('coord.leads'), list.length, html`
    <p class="aside">${say('coord.leadsHint')}</p>
    ${list.length ? lists.view('leads', list, { ...compact, key: c => `${c.disasterId}${c.receiver}${c.lender}${c.role}`, text: c => `${c.lenderName} ${c.receiverName} ${c.disasterName ?? ''} ${label('CounterpartRole', c.role)}`, row: c => html`<li class="row"><div class="row-head">${chip(label('CounterpartRole', c.role), c.role === 'LEAD' ? 'blue' : 'grey')} <strong>${place(c.lender, c.lenderName)}</strong> → <span>${place(c.receiver, c.receiverName)}</span></div>
      <p class="row-text"><span class="aside">${c.disasterName ?? c.disasterId}</span></p>
      ${acts.view(`lead-${c.disasterId}-${c.receiver}-${c.lender}`, { ...c, networkId: network, lenders: lenders(w) }, ['relieve'])}</li>` }) : empty(say('coord.noLeads'))}
    ${w.may() ? html`<p class="acts"><button id="appoint-open" type="button" aria-expanded=${appoint ? 'true' : 'false'} @click=${() => { if (appoint) { appointing.leave(() => closeAppoint(w)); return; } appoint = true; w.redraw(); appointing.focus('select'); }}>${say('coord.appointOpen')}</button></p>` : nothing}
    ${appoint && w.may() ? html`<div class="panel">${formOf(appointing, {
      submit: say('coord.appoint.do'), cancel: () => closeAppoint(w),
      fields: html`${select(appointing, 'place', { label: say('coord.receiver'), required: true, empty: say('form.choose'), choices: receivers(w) })}${select(appointing, 'lender', { label: say('ward.lender'), required: true, empty: say('form.choose'), choices: lenders(w) })}
        ${radios(appointing, 'role', { label: say('coord.role'), choices: [['LEAD', label('CounterpartRole', 'LEAD')], ['SUPPORT', label('CounterpartRole', 'SUPPORT')]] })}`,
    })}</div>` : nothing}`, w.may());
}

function overrides(w) {
  return part('overrides', say('coord.overrides'), w.data.overrides.length, w.data.overrides.length ? lists.view('overrides', w.data.overrides, { ...compact, key: o => o.overrideId, text: o => `${overrideText(o)} ${o.requestId}`, row: o => html`<li class="row"><div class="row-head"><strong>${overrideText(o)}</strong>
    <a href=${pageLink('request.html', { network, id: o.requestId })}>${o.requestId}</a></div><p class="row-text">${o.reason} <span class="aside">${o.at ? when(o.at) : nothing}</span></p>${acts.view(`ovr-${o.overrideId}`, { ...o, networkId: network }, ['revoke'])}</li>` }) : nothing);
}

// One disaster that several desks declared: the coordinator lets one go on as the other.
function disasters(w) {
  const list = [...w.data.disasters].sort((a, b) => b.struckAt.localeCompare(a.struckAt));
  if (!list.length) return part('disasters', say('coord.disasters'), 0, nothing);
  const goOn = list.filter(d => !d.endedOn);
  return part('disasters', say('coord.disasters'), goOn.length, html`${goOn.length > 1 ? html`<p class="aside">${say('coord.disastersHint')}</p>` : nothing}
    ${lists.view('disasters', list, { ...compact, key: d => d.disasterId, text: d => `${d.name} ${d.disasterId}`, row: d => {
      const others = goOn.filter(o => o !== d);
      const alike = d.endedOn ? [] : alikeDisasters(goOn, d).filter(o => o !== d);
      return html`<li class="row" id="row-dis-${d.disasterId}" tabindex="-1"><div class="row-head"><strong lang="ja">${d.name}</strong> ${chip(label('HazardType', d.hazard), 'grey')} ${alike.length ? chip(say('coord.disasters.alike'), 'amber') : nothing} ${d.endedOn ? chip(say('coord.disasters.ended', short(d.endedOn, d.endedOn)), 'grey') : nothing}</div>
        <p class="row-text">${when(d.struckAt)} <span class="aside">${join((d.struckNames ?? d.struck).slice(0, 6))}${comma()}${d.disasterId}</span></p>
        ${acts.view(`dis-${d.disasterId}`, { ...d, places: placesOf(w), others: [...alike, ...others.filter(o => !alike.includes(o))] },
          d.endedOn ? ['reopen-disaster'] : [...(others.length ? ['join'] : []), 'correct-disaster', 'end-disaster'], { main: alike.length ? ['join'] : [] })}</li>`;
    } })}`);
}

// Whom the coordinator may name: all that anything here is about.
const placesOf = w => {
  const known = new Map(lenders(w));
  for (const d of w.data.disasters) d.struck.forEach((code, i) => known.set(code, d.struckNames?.[i] ?? code));
  for (const r of w.data.requests) known.set(r.receiver, r.receiverName);
  return [...known];
};

// Who lends here.
function networkPart(w) {
  if (!w.may() || !network) return part('network', say('coord.network'), 0, nothing);
  const lent = lenders(w);
  const row = { networkId: network, name: w.data.network?.name ?? network, lenders: lent };
  return part('network', say('coord.network'), lent.length, html`<p class="aside">${say('coord.networkHint')}</p>
    ${lists.view('network', lent, { key: ([code]) => code, text: l => l.join(' '), draw: shown => html`<p>${join(shown.map(([, name]) => name))}</p>` })}
    ${acts.view(`net-${network}`, row, ['join-network', ...(lent.length > 1 ? ['leave-network'] : []), 'network-terms'], { main: [] })}`);
}

function escalations(w) {
  return part('escalations', say('coord.escalations'), w.data.escalations.length, w.data.escalations.length ? lists.view('escalations', w.data.escalations, { ...compact, key: r => r.requestId, text: r => `${r.receiverName} ${label('TaskType', r.taskType)} ${r.requestId}`, row: r => html`<li class="row"><div class="row-head">${priorityChip(priorityOf(r))} <strong>${place(r.receiver, r.receiverName)}</strong> <span>${label('TaskType', r.taskType)}</span> ${stateChip('RequestState', r.state)}</div>
    <p class="row-text">${r.escalatedTo ? say('coord.escalatedTo', r.escalatedTo) : r.escalatedFrom ? say('coord.escalatedFrom', r.escalatedFrom.networkId, r.escalatedFrom.requestId) : ''} ${r.coveredElsewhere?.length ? join(r.coveredElsewhere.map(c => say('coord.coveredElsewhere', short(c.firstDay, c.lastDay), number(c.headCount)))) : ''} <a href=${link(r)}>${r.requestId}</a></p></li>` }) : nothing);
}

const docKey = r => `doc-${r.requestId}`;
const oralOf = w => w.data.requests.filter(r => r.documentation === 'ORAL' && !ENDED.includes(r.state) && requestActs({ ...r, alike: [] }).includes('document')).sort((a, b) => a.askedAt.localeCompare(b.askedAt));

function undocumented(w) {
  const list = oralOf(w);
  if (!list.length || !w.may()) return part('documents', say('coord.undocumented'), 0, nothing);
  return part('documents', say('coord.undocumented'), list.length, documents.view(list, line => lists.view('documents', list, {
    key: r => r.requestId, text: r => `${r.receiverName} ${label('TaskType', r.taskType)} ${r.requestId}`, row: line })));
}

function duplicates(w) {
  const list = w.data.requests.filter(r => w.data.alike.get(r.requestId)?.length);
  return part('alike', say('coord.alike'), list.length, list.length ? html`<p class="aside">${say('coord.alikeHint')}</p>${lists.view('alike', list, { ...compact, key: r => r.requestId, text: r => `${r.receiverName} ${label('TaskType', r.taskType)} ${r.place} ${r.requestId}`, row: r => html`<li class="row"><div class="row-head"><strong>${place(r.receiver, r.receiverName)}</strong> <span>${label('TaskType', r.taskType)} ${say('board.perDay', number(r.headCount))}</span> <span>${short(r.firstDay, r.lastDay)}</span> <a href=${link(r)}>${r.requestId}</a></div>
    <p class="row-text"><span class="aside">${r.place}</span></p>
    ${acts.view(`merge-${r.requestId}`, { ...r, alike: w.data.alike.get(r.requestId) }, requestActs({ ...r, alike: w.data.alike.get(r.requestId) }).filter(a => a === 'merge'), { main: ['merge'] })}</li>` })}` : nothing);
}

function agreements(w) {
  const soon = plus(w.today(), 30);
  const missing = a => {
    const good = new Set((a.planConfirmations ?? []).filter(c => c.validTo >= w.today()).map(c => c.by));
    const sides = a.lenders?.length ? a.lenders : [];
    return sides.filter(code => !good.has(code));
  };
  const runsOut = a => (a.planConfirmations ?? []).map(c => c.validTo).sort()[0] ?? null;
  const due = w.data.agreements.map(a => ({ ...a, dueOn: runsOut(a) })).filter(a => a.state !== 'ENDED' && (missing(a).length || (a.dueOn && a.dueOn <= soon)));
  return part('agreements', say('coord.agreements'), due.length, due.length ? html`<p class="aside">${say('ward.planWhy')}</p>${lists.view('agreements', due, { ...compact, key: a => a.agreementId, text: a => `${a.title} ${a.agreementId}`, row: a => html`<li class="row"><div class="row-head"><strong lang="ja">${a.title}</strong>
      ${a.dueOn ? chip(a.dueOn < w.today() ? say('coord.planPast', days(a.dueOn, a.dueOn)) : say('coord.planDue', days(a.dueOn, a.dueOn)), a.dueOn < w.today() ? 'red' : 'amber') : chip(say('ward.planMissing'), 'red')} ${a.state === 'SUSPENDED' ? chip(label('AgreementState', a.state), 'red') : nothing}</div>
      <p class="row-text"><span class="aside">${a.agreementId}${comma()}${missing(a).length ? say('coord.notConfirmed', join(missing(a).slice(0, 6).map(c => w.data.names.get(c) ?? c))) : ''}</span></p>
      ${acts.view(`agr-${a.agreementId}`, { ...a, networkId: network }, [a.state === 'SUSPENDED' ? 'resume' : 'suspend'])}</li>` })}` : nothing);
}

// Who was not promised anything yet can still be turned away; the last word is a reason.
function offers(w) {
  const { rows: list, total } = w.data.offers;
  return part('offers', say('coord.offers'), total, list.length ? lists.view('offers', list, { ...compact, key: o => o.offerId, text: o => `${o.lenderName} ${join(o.taskTypes.map(t => label('TaskType', t)))} ${o.offerId}`, row: o => html`<li class="row" id="row-off-${o.offerId}" tabindex="-1"><div class="row-head"><strong>${place(o.lender, o.lenderName)}</strong> <span>${persons(o.headCount)}</span> ${stateChip('OfferState', o.state)}
      <span>${o.taskTypes.length > OFFERED ? say('coord.manyTasks', label('TaskType', o.taskTypes[0]), o.taskTypes.length - 1) : join(o.taskTypes.map(t => label('TaskType', t)))}</span></div>
    <p class="row-text">${short(o.firstDay, o.lastDay)} <span class="aside">${o.answersRequestId ? say('ward.answers', o.answersRequestId) : o.disasterName ?? say('ward.anyDisaster')}${comma()}${o.offerId}</span></p>
    ${acts.view(`off-${o.offerId}`, o, offerActs(o))}</li>` }) : nothing);
}

function denials(w) {
  const list = w.data.denials;
  if (!list) return null;
  return part('denials', say('coord.denials'), list.length, html`${lists.view('denials', list, {
    key: d => d, text: d => `${d.account} ${d.method} ${d.path} ${label('DenialCode', d.code)}`,
    draw: shown => html`<div class="scroll" tabindex="0" role="group" aria-labelledby="denials-title"><table><thead><tr><th scope="col">${say('coord.denied.at')}</th><th scope="col">${say('coord.denied.who')}</th><th scope="col">${say('coord.denied.what')}</th><th scope="col">${say('coord.denied.why')}</th></tr></thead>
    <tbody>${shown.map(d => html`<tr><td>${d.at ? when(d.at) : nothing}</td><td>${d.account} <span class="aside">${label('AccountRole', d.role) === d.role ? d.role : label('AccountRole', d.role)} ${d.body ?? ''}</span></td><td><code>${d.method} ${d.path}</code></td><td>${label('DenialCode', d.code)}</td></tr>`)}</tbody></table></div>`,
  })}`);
}

function tasks(w, open, parts) {
  const count = id => parts.find(p => p.id === id)?.count ?? 0;
  const first = open.map(r => r.open?.[0]?.firstDay).filter(Boolean).sort()[0];
  const alikeOnes = new Set(w.data.disasters.filter(d => !d.endedOn && alikeDisasters(w.data.disasters.filter(o => !o.endedOn), d).length > 1).map(d => d.disasterId));
  return [
    { what: 'unfilled', count: open.length, text: first ? say('tasks.from', weekday(first)) : null, tone: open.some(r => priorityOf(r) === 'LIFE_SAFETY') ? 'red' : 'amber', href: '#short-title', alarm: open.some(r => priorityOf(r) === 'LIFE_SAFETY') },
    { what: 'disasters', count: alikeOnes.size, tone: 'amber', href: '#disasters-title' },
    { what: 'document', count: count('documents'), tone: 'amber', href: '#documents-title' },
    { what: 'alike', count: count('alike'), tone: 'amber', href: '#alike-title' },
    { what: 'plan', count: count('agreements'), tone: 'grey', href: '#agreements-title' },
  ];
}

function view(w) {
  const open = w.data.requests.filter(r => r.openPersonDays > 0 && !ENDED.includes(r.state)).sort(byUrgency);
  const figures = w.data.network;
  const parts = [disasters(w), undocumented(w), duplicates(w), agreements(w), offers(w), leads(w), overrides(w), escalations(w), networkPart(w), denials(w)].filter(Boolean);
  const nothingIn = parts.filter(p => p.inside === nothing);
  const waiting = tasks(w, open, parts);
  if (w.may()) {
    waits(waitingIn(waiting));
    calls.look(waiting);
  }
  w.next = of => (w.may() ? nextOf(waiting, TASK_OF[of]) : null);
  return html`<section class="head" aria-labelledby="page-title"><div class="head-name"><p class="kicker">${say('coord.kicker')}</p><h1 id="page-title">${w.data.network?.name ?? network}</h1></div>
      ${figures ? html`<dl class="figures">${figure('openPersonDays', figures.openPersonDays, { tone: 'alarm', href: '#short-title' })}${figure('openRequests', figures.openRequests, { href: '#short-title' })}
        ${['proposed', 'confirmed', 'inTransit', 'onSite'].map(name => figure(name, figures[name]))}${figures.notReported ? figure('notReported', figures.notReported, { tone: 'alarm', href: ledgerLink({ notReported: 'true' }) }) : nothing}</dl>` : nothing}</section>
    ${clock.view(w.data.clock, w.may())}
    ${mayDo(w.me, 'COORDINATOR', network) ? nothing : lookingOnly(w)}
    ${w.may() ? tasksView(waiting, calls) : nothing}
    ${w.me && w.may() ? welcome('coordinator', w.redraw) : nothing}
    ${section({ id: 'short', heading: say('coord.short'), count: figures?.openRequests ?? open.length, rows: open.length }, open.length
      ? lists.view('short', open, { key: r => r.requestId, row: r => shortRow(w, r), text: r => `${r.receiverName} ${label('TaskType', r.taskType)} ${r.requestId} ${label('Priority', priorityOf(r))}` }) : empty(say('board.noneOpen')))}
    ${parts.map(p => p.inside)}
    ${w.data.notices.length ? section({ id: 'notices', heading: say('part.notices'), count: w.data.notices.length, fold: lists }, lists.view('notices', w.data.notices, noticesDrawn)) : nothing}
    ${nothingIn.length ? html`<p class="aside">${say('coord.nothingIn', nothingIn.length, join(nothingIn.map(p => p.heading)))}</p>` : nothing}
    ${mayDo(w.me, 'COORDINATOR', network) ? html`<p class="acts noprint"><a class="button" href=${pageLink('what-if.html')}>${say('whatIf.open')}</a></p>` : nothing}
    ${mayDo(w.me, 'COORDINATOR', network) && network ? (lessons ??= new Lessons(w, network, { network: () => network, reporter: () => w.reporter('COORDINATOR', network), origin: () => w.drill ?? '', places: () => placesOf(w), agreements: () => w.data.agreements })).view(lists) : nothing}
    ${mayDo(w.me, 'COORDINATOR', network) && network ? (duty ??= new DutyDesk(w, network, { network: () => network, reporter: () => w.reporter('COORDINATOR', network) })).view(lists) : contact(network)}
    ${japanTime()}`;
}

const seesDenials = me => !me || ['COORDINATOR', 'OPERATOR'].includes(me.role);
const rows = answer => answer?.rows ?? [];

work({
  page: 'coordinator', titleKey: 'coord.pageTitle',
  async begin(w) {
    network = w.parameters.get('network') ?? (w.me?.role === 'COORDINATOR' ? w.me.body : null);
    w.may = () => mayDo(w.me, 'COORDINATOR', network) && !w.drillEnded();
    const done = (of, what, decided, back = null) => { w.tell({ of, title: what, lines: told(decided), back }); w.reread(); focusOn('result-title'); };
    acts = new Acts({
      side: 'coordinator', party: null, today: w.today, redraw: w.redraw, tell: w.tell, scope: w.scope, reporter: () => w.reporter('COORDINATOR', network), readOnly: () => !w.may(),
      done: (act, row, decided, values, back) => done(act, say(`act.${act}.done`, row.lenderName ?? row.title ?? row.requestId ?? row.overrideId ?? row.offerId ?? row.name), decided, back),
    });
    override = new Override(w, () => lenders(w), (decided, v, request, back) => done('override', say('coord.overrideMade', label('OverrideKind', v.kind)), decided, back));
    clock = new ClockStrip(w, () => network, decided => done('clock', say('coord.clock.done'), decided));
    appointing = appointForm(w);
    appoint = appointing.begun;
    lists = new Lists(w.redraw);
    candidates = new Candidates(w.redraw, code => w.data.names.get(code) ?? code);
    documents = new Documents(w, acts, {
      keyOf: docKey, text: r => `${r.receiverName} ${r.requestId}`,
      about: r => html`${place(r.receiver, r.receiverName)} ${label('TaskType', r.taskType)}${comma()}${short(r.firstDay, r.lastDay)} <span class="aside">${r.requestId}</span> ${chip(say('desk.undocumented', age(r.askedAt, w.now())), between(r.askedAt.slice(0, 10), w.today()) >= 7 ? 'red' : 'amber')}`,
    });
    calls = new Calls(w.scope, () => document.title, w.redraw);
  },
  async read(w) {
    const own = { network };
    const [requests, lent, standing, counterparts, escalated, agreed, denied, notices, offered, clocks] = await Promise.all([
      get('api/requests', { ...own, limit: MANY }), whole('api/lenders', own), whole('api/overrides', own), whole('api/counterparts', own), whole('api/escalations', own), whole('api/agreements', own),
      seesDenials(w.me) ? maybe('api/denials') : null, maybe('api/notices', { ...own, limit: 20 }), get('api/offers', { ...own, state: 'AVAILABLE,HELD', limit: MANY }), w.drill ? null : maybe('api/clock', own),
    ]);
    const live = requests.rows.filter(r => !ENDED.includes(r.state));
    const groups = grouped(live);
    const alike = new Map(live.map(r => [r.requestId, groups.get(alikeKey(r)).filter(o => mayBeTheSame(o, r))]));
    network ??= lent.rows[0]?.networkId ?? requests.rows[0]?.networkId ?? null;
    const figures = w.networks?.get(network);
    title(figures?.name ?? network ?? '');
    return {
      network: figures, requests: requests.rows, alike, lenders: lent.rows, names: new Map(lent.rows.map(l => [l.lender, l.lenderName])), disasters: [...(w.disasters ?? new Map()).values()].filter(d => d.networkId === network),
      overrides: rows(standing), counterparts: rows(counterparts), escalations: rows(escalated), agreements: rows(agreed), denials: denied ? rows(denied) : null,
      notices: rows(notices), offers: offered, clock: clocks?.clocks?.find(c => c.network === network) ?? null,
    };
  },
  ready(w, data) {
    w.data = data;
    if (w.may() && documents.filled(oralOf(w)).length) lists.unfolded.add('documents');
  },
  snapshot(s, w) {
    w.networks = new Map(s.networks.map(n => [n.networkId, n]));
    w.disasters = new Map(s.disasters.map(d => [`${d.networkId}/${d.disasterId}`, d]));
  },
  concerns({ kind, key, row }, w) {
    if (kind === 'counts' && key) w.networks?.set(key, row);
    if (kind === 'disaster') row ? w.disasters?.set(key, row) : w.disasters?.delete(key);
    return (kind === 'request' || kind === 'offer' || kind === 'disaster' || kind === 'ledger' || kind === 'counts') && (!row?.networkId || row.networkId === network);
  },
  view,
});

function alikeKey(r) { return `${r.networkId}|${r.disasterId}|${r.receiver}|${r.taskType}`; }
function grouped(list) {
  const groups = new Map();
  for (const r of list) groups.set(alikeKey(r), [...(groups.get(alikeKey(r)) ?? []), r]);
  return groups;
}
