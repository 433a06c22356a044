// A body and its partners between disasters (平時の関係): agreements, both plans, contact tests, lessons, and how ready both are.
import { checking, right } from './acts.js';
import { contact } from './duty.js';
import { Form, formOf, input } from './form.js';
import { html, nothing } from './lit.js';
import { Lists, section } from './list.js';
import { Lessons, carry, lessonsAt } from './lessons.js';
import { chip, comma, empty, facts, japanTime, join, place, stateChip, told, weekday, when } from './parts.js';
import { pageLink } from './shell.js';
import { undoing } from './undo.js';
import { days, label, number, say } from './words.js';
import { focusOn, get, maybe, title, whole, whose, work } from './work.js';

const MAX_ASKED = 200;
const USUAL_MINUTES = '120';

let body = null;
let other = null;
let lists = null;
let lessons = null;
let testing = null;
let carrying = null;

const role = w => (w.data.lends ? 'WARD' : 'DESK');
const mine = w => !w.drillEnded() && (!w.me || w.me.body === body || ['COORDINATOR', 'OPERATOR', 'DIRECTOR'].includes(w.me.role));
const reporter = w => (w.me?.role === 'COORDINATOR' ? {} : w.reporter(role(w), body));
const withPartner = code => pageLink('partners.html', { body, with: code });

const testForm = w => new Form({
  id: 'contact-test', scope: `${w.scope}.${body}.${other ?? ''}`, keep: false, redraw: w.redraw, told: w.tell, initial: { within: USUAL_MINUTES },
  check: checking(v => ({ within: right.count(v.within) })),
  path: () => 'api/contact-tests',
  body: v => ({ network: w.data.networkId, sentBy: body, askedBodies: asked(w), withinMinutes: Number(v.within), ...reporter(w) }),
  done: decided => {
    testing = null;
    w.tell({ title: say('partners.test.done'), lines: told(decided) });
    w.reread();
    focusOn('result-title');
  },
});

const asked = w => (other ? [other] : w.data.partners.filter(p => p.direct).map(p => p.code).slice(0, MAX_ASKED));

function answer(w, test) {
  undoing(w, { path: `api/contact-tests/${encodeURIComponent(test.testId)}/answer`, title: say('partners.answered'), body: { network: test.networkId, answeredBy: body, ...reporter(w) } }).do();
}

const readyChip = p => (p.ready ? chip(say('partners.ready'), 'green') : chip(say('partners.notReady'), 'amber'));
const missing = p => (p.missing.length ? join(p.missing.map(m => say(`partners.missing.${m}`))) : '');

const testView = w => (mine(w) && asked(w).length ? testing ? html`<div class="panel">${formOf(testing, {
  submit: say('partners.test.do'), cancel: () => { testing = null; w.redraw(); focusOn('test-open'); },
  fields: html`<p class="aside wide">${say('partners.test.whom', number(asked(w).length))}</p>${input(testing, 'within', { label: say('form.field.withinMinutes'), required: true, inputmode: 'numeric', unit: say('partners.minutes') })}`,
})}</div>` : html`<p class="acts noprint"><button id="test-open" type="button" @click=${() => { testing = testForm(w); w.redraw(); testing.focus('input'); }}>${say('partners.test.open')}</button></p>` : nothing);

/** Nobody has failed to answer before the time is up. */
const unanswered = (w, t) => say(t && w.now() < Date.parse(t.sentAt) + t.withinMinutes * 60_000 ? 'partners.test.waiting' : 'partners.test.silent');
const silence = (w, code) => unanswered(w, w.data.tests.find(t => [t.sentBy, ...t.answers.map(a => a.body)].includes(code)));

function testRow(w, t) {
  const own = t.answers.find(a => a.body === body);
  const shown = other ? t.answers.filter(a => [body, other].includes(a.body)) : t.answers;
  return html`<li class="row"><div class="row-head"><strong>${place(t.sentBy, t.sentByName)}</strong> <span>${when(t.sentAt)}</span> <span class="aside">${say('partners.test.result', number(t.inTime), number(t.answers.length), number(t.withinMinutes))}</span></div>
    <p class="row-text">${join(shown.slice(0, 8).map(a => `${a.bodyName} ${a.answeredAt ? say('partners.test.minutes', number(a.minutes)) : unanswered(w, t)}`))}${shown.length > 8 ? ` ${say('board.andMore', shown.length - 8)}` : ''}</p>
    ${own && !own.answeredAt && mine(w) ? html`<p class="acts noprint"><button type="button" class="primary" @click=${() => answer(w, t)}>${say('partners.answer')}<span class="unseen"> ${t.testId}</span></button></p>` : nothing}</li>`;
}

const tests = w => section({ id: 'tests', heading: say('partners.tests'), count: w.data.tests.length }, html`<p class="aside">${say('partners.testsHint')}</p>
  ${w.data.tests.length ? lists.view('tests', w.data.tests, { kind: 'rows compact', key: t => t.testId, text: t => `${t.sentByName} ${t.testId}`, row: t => testRow(w, t) }) : empty(say('partners.noTests'))}${testView(w)}`);

// The yearly report: with whom, how ready. It prints as it stands.
function report(w) {
  const ready = w.data.partners.filter(p => p.ready).length;
  return html`${section({ id: 'partners', heading: say('partners.list'), count: w.data.total, rows: w.data.partners.length }, w.data.partners.length ? html`
    <p class="aside">${say('partners.summary', number(ready), number(w.data.partners.length))}</p>
    ${lists.view('partners', w.data.partners, {
      key: p => p.code, text: p => `${p.name} ${p.code} ${missing(p)}`,
      draw: shown => html`<div class="scroll" tabindex="0" role="group" aria-labelledby="partners-title"><table><thead><tr><th scope="col">${say('partners.partner')}</th><th scope="col">${say('partners.state')}</th><th scope="col">${say('partners.plans')}</th><th scope="col">${say('partners.contact')}</th><th scope="col">${say('partners.agreements')}</th><th scope="col">${say('lessons.title')}</th></tr></thead>
        <tbody>${shown.map(p => html`<tr><th scope="row"><a href=${withPartner(p.code)}>${place(p.code, p.name)}</a></th><td>${readyChip(p)} <span class="aside">${missing(p)}</span></td><td>${p.plansConfirmedUntil ? days(p.plansConfirmedUntil, p.plansConfirmedUntil) : '–'}</td><td>${p.lastContact ? when(p.lastContact) : p.unanswered ? silence(w, p.code) : '–'}</td><td>${number(p.agreements.length)}</td><td>${number(p.lessons.length)}</td></tr>`)}</tbody></table></div>`,
    })}` : empty(say('partners.none')))}
    ${tests(w)}
    ${carried(w)}
    ${mine(w) && lessons ? lessons.view(lists) : nothing}`;
}

function agreement(w, a) {
  const until = code => a.planConfirmations?.find(c => c.by === code)?.validTo ?? null;
  const plan = code => (until(code) ? (until(code) >= w.today() ? say('partners.plan.until', days(until(code), until(code))) : say('partners.plan.past', days(until(code), until(code)))) : say('partners.plan.none'));
  return html`<li class="row"><div class="row-head"><strong lang="ja">${a.title}</strong> ${stateChip('AgreementState', a.state)} ${chip(label('Certainty', a.certainty), a.certainty === 'SOURCED' ? 'green' : 'grey')}</div>
    ${facts([
      [say('partners.scope'), join([...(a.hazards ?? []).map(h => label('HazardType', h)), ...(a.taskTypes ?? []).map(t => label('TaskType', t))]) || say('partners.scope.all')],
      [say('partners.limit'), a.headCountLimit ?? null], [say('partners.cost'), label('CostBearer', a.costBearer)],
      [say('partners.plan.own'), plan(body)], [say('partners.plan.theirs'), plan(other)],
      [say('partners.source'), a.sourceText],
    ])}${lessonsAt({ agreementId: a.agreementId })}</li>`;
}

// What stands between two partners.
function pair(w) {
  const p = w.data.pair;
  return html`<p class="acts noprint"><a class="button" href=${pageLink('partners.html', { body })}>${say('partners.back')}</a></p>
    <section class="card" aria-labelledby="state-title"><h2 id="state-title">${say('partners.state')}</h2><p>${readyChip(p)} ${missing(p)}</p>
      ${facts([[say('partners.plans'), p.plansConfirmedUntil ? days(p.plansConfirmedUntil, p.plansConfirmedUntil) : say('partners.plan.none')], [say('partners.contact'), p.lastContact ? when(p.lastContact) : say('partners.test.never')], [say('partners.lastDrill'), p.lastDrill.run ? html`${p.lastDrill.run}${comma()}${when(p.lastDrill.endedAt)}` : say('partners.noDrill')]])}
      ${contact(other, p.name)}${contact(body, w.data.name)}</section>
    ${section({ id: 'agreements', heading: say('partners.agreements'), count: p.agreements.length }, html`<ul class="rows">${p.agreements.map(a => agreement(w, a))}</ul>`)}
    ${section({ id: 'pair-lessons', heading: say('lessons.title'), count: p.lessons.length }, p.lessons.length ? html`<ul class="rows compact">${p.lessons.map(l => html`<li class="row"><div class="row-head"><strong lang="ja">${l.text}</strong></div><p class="row-text"><span class="aside">${l.ownerName} ${l.ownerOffice}${comma()}${weekday(l.dueOn)}${comma()}${l.origin}</span></p></li>`)}</ul>` : empty(say('lessons.none')))}
    ${tests(w)}`;
}

// A lesson of a drill becomes one of the live network by a person's act, never by itself.
function carried(w) {
  if (w.drill || !mine(w) || !w.data.drills.length) return nothing;
  return section({ id: 'carry', heading: say('lessons.carry'), fold: lists }, html`<p class="aside">${say('lessons.carryHint')}</p>
    <p class="acts noprint">${w.data.drills.slice(0, 8).map(run => html`<button type="button" class="small" @click=${() => look(w, run)}>${run}</button>`)}</p>
    ${carrying ? carrying.rows.length ? html`<ul class="rows compact">${carrying.rows.map(l => html`<li class="row"><div class="row-head"><strong lang="ja">${l.text}</strong></div><p class="row-text"><span class="aside">${l.ownerName} ${l.ownerOffice}</span></p>
      <p class="acts"><button type="button" @click=${() => take(w, l)} ?disabled=${carrying.taken.has(l.lessonId)}>${say(carrying.taken.has(l.lessonId) ? 'lessons.carried' : 'lessons.carry.do')}<span class="unseen"> ${l.lessonId}</span></button></p></li>`)}</ul>` : empty(say('lessons.none')) : nothing}`);
}

async function look(w, run) {
  carrying = { rows: (await whole('api/lessons', { open: true, party: body, drill: run }))?.rows ?? [], taken: new Set() };
  w.redraw();
}

async function take(w, lesson) {
  try {
    await carry({ ...lesson, ownerBody: body }, w.data.networkId, reporter(w));
    carrying.taken.add(lesson.lessonId);
    w.tell({ title: say('lessons.done'), lines: [] });
    lessons?.reread();
  } catch (error) {
    w.tell({ title: error.message, lines: [], bad: true });
  }
}

const view = w => html`<section class="head" aria-labelledby="page-title"><div class="head-name"><p class="kicker">${say('partners.kicker')}</p><h1 id="page-title">${place(body, w.data.name)}${other ? html` – ${place(other, w.data.pair.name)}` : nothing}</h1></div></section>
  ${other ? pair(w) : report(w)}
  ${japanTime()}`;

work({
  page: 'partners', titleKey: 'partners.pageTitle',
  async begin(w) {
    body = w.parameters.get('body') ?? (['WARD', 'DESK'].includes(w.me?.role) ? w.me.body : null);
    other = body ? w.parameters.get('with') : null;
    lists = new Lists(w.redraw);
  },
  ready(w, data) {
    w.data = data;
    if (body && !other) {
      lessons = new Lessons(w, body, {
        network: () => w.data.networkId, reporter: () => reporter(w), origin: () => w.drill ?? '',
        places: () => w.data.partners.slice(0, MAX_ASKED).map(p => [p.code, p.name]), agreements: () => w.data.agreements,
      });
    }
  },
  async read(w) {
    if (!body) return { choices: (await whole('api/lenders')).rows.map(l => [l.lender, l.lenderName]) };
    const [lent, sent, spaces] = await Promise.all([whole('api/lenders'), whole('api/contact-tests', { party: body }), w.drill || other ? null : maybe('api/namespaces')]);
    const lender = lent.rows.find(l => l.lender === body);
    const networkId = w.me?.role === 'COORDINATOR' ? w.me.body : lender?.networkId ?? lent.rows[0]?.networkId;
    const newest = sent.rows.sort((a, b) => b.sentAt.localeCompare(a.sentAt));
    const of = { lends: Boolean(lender), networkId, drills: (spaces?.namespaces ?? []).map(n => n.namespace).filter(n => n.startsWith('drill.')).map(n => n.slice('drill.'.length)) };
    if (other) {
      const one = await get(`api/partners/${encodeURIComponent(body)}/${encodeURIComponent(other)}`);
      title(one.name);
      return { ...of, pair: one, name: one.ofName, tests: newest.filter(t => [t.sentBy, ...t.answers.map(a => a.body)].includes(other)) };
    }
    const partners = await whole(`api/partners/${encodeURIComponent(body)}`);
    const agreements = new Map(partners.rows.flatMap(p => p.agreements).map(a => [a.agreementId, a]));
    title(partners.ofName);
    // Whom an agreement names stands before whom it reaches through an association.
    const named = [...partners.rows].sort((a, b) => Boolean(b.direct) - Boolean(a.direct));
    return { ...of, partners: named, total: partners.total, tests: newest, agreements: [...agreements.values()], name: partners.ofName };
  },
  concerns: () => false,
  view: w => (body ? view(w) : whose(w, 'partners.html', say('partners.whose'))),
});
