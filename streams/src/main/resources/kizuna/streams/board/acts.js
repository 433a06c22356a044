// What can be done to a dispatch, a request, an offer …: each with its address, its fields, and whether it can be undone.
import { drafts } from './drafts.js';
import { focusWhenThere } from './focus.js';
import { nextActs, unusualActs } from './legal.js';
import { html, nothing } from './lit.js';
import { Form, area, checks, flag, formOf, input, radios, select } from './form.js';
import { needsNow, needsSent, needsView, sameNeeds, wrongNeeds } from './needs.js';
import { HAZARDS, PRIORITIES, QUALIFICATIONS, REASONS_OF_COORDINATOR, REASONS_OF_LENDER, REASONS_OF_RECEIVER, TASKS, between, codes, isDay, plus, short, taskChoices } from './parts.js';
import { days, knows, label, number, say, time } from './words.js';

const day = v => (isDay(v) ? null : say('form.wrong.day'));
const count = (v, least = 1) => (/^\d+$/.test(v ?? '') && Number(v) >= least && Number(v) <= 1000 ? null : say('form.wrong.count', least));
const text = v => ((v ?? '').trim() ? null : say('form.wrong.text'));
const chosen = v => (v ? null : say('form.wrong.choice'));
export const right = { day, count, text, chosen };

const only = checks => values => Object.fromEntries(Object.entries(checks(values)).filter(([, wrong]) => wrong));
export const checking = only;

const reasonField = (form, reasons) => radios(form, 'reason', { label: say('act.reason'), required: true, choices: codes('RefusalReason', reasons) });
const whyField = form => area(form, 'reason', { label: say('act.why'), required: true, rows: 2, maxlength: 500, hint: say('act.whyHint') });
const reasonCheck = only(v => ({ reason: chosen(v.reason) }));
const whyCheck = only(v => ({ reason: text(v.reason) }));

// Only what is given of a request changes. Needs by day go with a new period: of days that it adds nobody but the lines says what they need.
const WORDS = ['taskType', 'place', 'route', 'damage'];
const AMENDED = ['firstDay', 'lastDay', 'priority', 'disasterId', ...WORDS];
const amended = (v, row) => Object.fromEntries(AMENDED.filter(field => (v[field] ?? '').trim() !== (row[field] ?? '')).map(field => [field, v[field].trim()]));
const held = row => [...(row.qualifications ?? [])].sort();
const amendedHeld = (v, row) => ([...v.qualifications].sort().join() === held(row).join() ? {} : { qualifications: v.qualifications });
function amendedNeeds(v, row, today) {
  const now = needsNow(row, today);
  const otherDays = v.firstDay !== row.firstDay || v.lastDay !== row.lastDay;
  // Of days that a longer period adds the rules know only what was asked for: the figure that the form shows is stated.
  if (!v.byDay) return v.headCount !== now.headCount || now.byDay || (now.restated && otherDays) ? { headCount: Number(v.headCount) } : {};
  return now.byDay && sameNeeds(v.needs, now.needs) && !otherDays ? {} : { needs: needsSent(v.needs) };
}

const dispatch = (row, act) => `api/dispatches/${encodeURIComponent(row.dispatchId)}/${act}`;
const request = (row, act) => `api/requests/${encodeURIComponent(row.requestId)}/${act}`;
const reasonsFor = side => (side === 'ward' ? REASONS_OF_LENDER : side === 'desk' ? REASONS_OF_RECEIVER : REASONS_OF_COORDINATOR);
const plain = act => ({ path: row => dispatch(row, act), initial: () => ({}), body: () => ({}) });

// Three days more, or as many as the agreement allows.
const STAY = 3;
const usualStay = row => {
  const wish = plus(row.lastDay, STAY);
  return row.stay?.latest < wish ? row.stay.latest : wish;
};

// What no other day would change.
const OBSTACLES = ['NEED_ENDED', 'DAYS_OVER', 'SUSPENDED'];

/** Until when they can stay at most, and why not longer; where not at all, why. */
export function stayLimit({ stay, lastDay, travelDays }) {
  if (OBSTACLES.includes(stay.obstacle)) return say('act.stay.not', say(`act.stay.${stay.obstacle}`, stay.agreementId));
  const until = days(stay.latest, stay.latest);
  const why = stay.limit === 'END' ? say('act.stay.end', stay.agreementId, until) : say(travelDays ? 'act.stay.tourTravel' : 'act.stay.tour', stay.agreementId, number(stay.longestTourDays));
  return stay.latest > lastDay ? say('act.stay.until', why, until) : say('act.stay.not', why);
}

// A report this many days from the day on which it was due is asked about: one press on the wrong row is easily done.
const NEAR = 1;
// The row says which acts the rules find far from their day; a press on the wrong row is asked about a little sooner.
const isUnusual = (row, act) => unusualActs(row).includes(act);
const unusual = (is, key, due) => (is ? [{ text: say(key, short(due, due)), flag: 'confirmedUnusual' }] : []);
// They travel before the first day of work, and arrive early where they take over from others.
export const firstOnSite = row => plus(row.firstDay, -(row.overlapDays ?? 0));
export const journey = row => plus(firstOnSite(row), -(row.travelDays ?? 0));

const oddArrival = (row, today) => [
  ...(row.state === 'CONFIRMED' ? [{ text: say('act.arrive.notDeparted') }] : []),
  ...unusual(isUnusual(row, 'arrive') || between(today, firstOnSite(row)) > NEAR, 'act.arrive.odd', firstOnSite(row)),
];

/** Acts on dispatches that whoever did them may take back while nothing rests on them. */
const TAKEN_BACK = ['confirm', 'decline', 'cancel', 'depart', 'arrive', 'handover', 'release', 'return', 'recall'];

const agreement = (row, act) => `api/agreements/${encodeURIComponent(row.agreementId)}/${act}`;
const relieved = (row, lender, next) => ({ path: 'api/counterparts/relieve', body: { disasterId: row.disasterId, receiver: row.receiver, lender, ...(next ? { handsOverTo: next } : {}) } });

const disaster = (row, act) => `api/disasters/${encodeURIComponent(row.disasterId)}/${act}`;
const lender = (row, act) => `api/lenders/${encodeURIComponent(row.lender)}/${act}`;

// When a disaster struck, by Japan's clock.
const JAPAN_MS = 9 * 3_600_000;
const struck = row => { const [date, hour] = new Date(Date.parse(row.struckAt) + JAPAN_MS).toISOString().split('T'); return { date, hour: hour.slice(0, 5) }; };
const struckAt = v => `${v.date}T${v.hour.slice(0, 5)}:00+09:00`;
const isMoved = (v, row) => v.date !== struck(row).date || v.hour.slice(0, 5) !== struck(row).hour;

// What of a disaster is put right: only what is another than it was declared.
const corrected = (v, row) => ({
  ...(isMoved(v, row) ? { struckAt: struckAt(v) } : {}),
  ...(v.name.trim() !== row.name ? { name: v.name.trim() } : {}), ...(v.hazard !== row.hazard ? { hazard: v.hazard } : {}),
  ...(v.alsoStruck ? { alsoStruck: [v.alsoStruck] } : {}), ...(v.notStruck.length ? { notStruck: v.notStruck } : {}),
});

// The other way round: what was added is taken off again, and the names are as they were.
const correctedBack = (v, row) => {
  const sent = corrected(v, row);
  return { ...('name' in sent ? { name: row.name } : {}), ...('hazard' in sent ? { hazard: row.hazard } : {}), ...('struckAt' in sent ? { struckAt: row.struckAt } : {}),
    ...(sent.notStruck ? { alsoStruck: sent.notStruck } : {}), ...(sent.alsoStruck ? { notStruck: sent.alsoStruck } : {}) };
};

const struckToo = row => ({ disasterId: row.disasterId, name: row.name, hazard: row.hazard, struck: [row.own], struckAt: row.struckAt });

const TERMS = ['holdMinutes', 'lifeSafetyHoldMinutes', 'priorityClassHours', 'escalateAfterMinutes', 'lifeSafetyEscalateAfterMinutes'];
const terms = v => ({ ...Object.fromEntries(TERMS.filter(field => v[field].trim()).map(field => [field, Number(v[field])])), ...(v.nextTier === 'none' ? { escalatesTo: '' } : v.nextTier.trim() ? { escalatesTo: v.nextTier.trim() } : {}) });
const minutes = v => (!(v ?? '').trim() || (/^\d+$/.test(v) && Number(v) >= 1 && Number(v) <= 1_000_000) ? null : say('form.wrong.minutes'));

// What a request was, in the fields that an amendment changed.
function amendedBack(row, sent, today) {
  const now = needsNow(row, today);
  const needs = now.byDay ? { needs: needsSent(now.needs) } : { headCount: Number(now.headCount) };
  const fields = Object.keys(sent).filter(field => !['needs', 'headCount'].includes(field));
  return { ...('needs' in sent || 'headCount' in sent ? needs : {}), ...Object.fromEntries(fields.map(field => [field, row[field] ?? []])) };
}

/** @param usual text of a field that may stay as it is; @param hint key of its hint */
const documenting = (usual = () => '', hint = 'act.documentHint') => {
  const number = v => v.documentNumber.trim() || usual();
  return {
    path: row => request(row, 'document'), final: true, initial: () => ({ documentNumber: usual() }), body: v => ({ documentNumber: number(v) }),
    check: only(v => ({ documentNumber: text(number(v)) })),
    fields: form => input(form, 'documentNumber', { label: say('act.documentNumber'), required: !usual(), maxlength: 100, hint: say(hint) }),
  };
};
const cancelling = {
  path: row => request(row, 'cancel'), initial: () => ({ reason: 'NEED_ENDED' }), body: v => ({ reason: v.reason }), check: reasonCheck, final: true, tone: 'danger',
  fields: (form, row, side) => reasonField(form, side === 'desk' ? REASONS_OF_RECEIVER : REASONS_OF_COORDINATOR),
};

/**
 * Name → {path, initial, check, body, fields, ask, tone, final, odd, back, repeat}. `row` is what it is done to, `side` who does it;
 * `odd` (row, today, values) → the doubts of its form; `back` (row, values) → {path, body} of the report that makes things as they
 * were; `repeat`: the same act again says something else, and the newest counts; `final`: it stays, and is asked about before.
 */
const ACTS = {
  confirm: { ...plain('confirm'), tone: 'primary', summary: row => say('act.confirm.summary', row.receiverName, label('TaskType', row.taskType), number(row.headCount), days(row.firstDay, row.lastDay)) },
  decline: {
    path: row => dispatch(row, 'decline'), quick: true, initial: () => ({ reason: '' }), check: reasonCheck, body: v => ({ reason: v.reason }),
    choices: REASONS_OF_LENDER,
  },
  cancel: {
    path: row => dispatch(row, 'cancel'), initial: () => ({ reason: '' }), check: reasonCheck, body: v => ({ reason: v.reason }), final: true, tone: 'danger',
    fields: (form, row, side) => reasonField(form, reasonsFor(side)),
  },
  depart: { ...plain('depart'), tone: 'primary', once: true, odd: (row, today) => unusual(isUnusual(row, 'depart') || between(today, journey(row)) > NEAR, 'act.depart.odd', journey(row)) },
  arrive: { ...plain('arrive'), tone: 'primary', once: true, odd: oddArrival },
  handover: { ...plain('handover'), once: true },
  return: { ...plain('return'), once: true, odd: (row, today) => unusual(isUnusual(row, 'return') || between(today, row.lastDay) > NEAR, 'act.return.odd', row.lastDay) },
  retract: { ...plain('retract'), once: true, final: true },
  'ask-extension': {
    repeat: true, path: row => dispatch(row, 'ask-extension'), initial: row => ({ lastDay: usualStay(row) }), body: v => ({ lastDay: v.lastDay }),
    check: (v, row) => only(() => ({ lastDay: day(v.lastDay) ?? (v.lastDay <= row.lastDay ? say('form.wrong.after', days(row.lastDay, row.lastDay)) : v.lastDay > row.stay?.latest ? stayLimit(row) : null) }))(v),
    fields: (form, row) => input(form, 'lastDay', {
      type: 'date', label: say('act.until'), required: true, min: plus(row.lastDay, 1), max: row.stay?.latest,
      hint: say('act.extension.now', days(row.lastDay, row.lastDay)) + (row.stay ? ` ${stayLimit(row)}` : ''),
    }),
  },
  'answer-extension': {
    path: row => dispatch(row, 'answer-extension'), initial: row => ({ granted: row.extensionObstacle ? 'no' : '', reason: '' }), tone: 'primary', final: true,
    body: v => ({ granted: v.granted === 'yes', ...(v.granted === 'yes' ? {} : { reason: v.reason }) }),
    check: only(v => ({ granted: chosen(v.granted), reason: v.granted === 'no' ? chosen(v.reason) : null })),
    fields: (form, row) => html`${radios(form, 'granted', { label: say('act.extension.asked', days(row.extensionAskedTo ?? row.lastDay, row.extensionAskedTo ?? row.lastDay)), required: true,
      choices: [...(row.extensionObstacle ? [] : [['yes', say('act.extension.yes')]]), ['no', say('act.extension.no')]], hint: row.extensionObstacle ? say(`act.extension.${row.extensionObstacle}`, row.agreementId) : null })}
      ${form.values.granted === 'no' ? reasonField(form, REASONS_OF_LENDER) : nothing}`,
  },
  retask: {
    back: row => ({ path: dispatch(row, 'retask'), body: { taskType: row.taskType } }), path: row => dispatch(row, 'retask'), initial: () => ({ taskType: '' }), body: v => ({ taskType: v.taskType }), check: only(v => ({ taskType: chosen(v.taskType) })),
    fields: (form, row) => select(form, 'taskType', { label: say('act.newTask'), required: true, empty: say('form.choose'), hint: say('act.retask.now', label('TaskType', row.taskType)),
      choices: codes('TaskType', TASKS.filter(t => (row.otherWork ? row.otherWork.includes(t) : t !== row.taskType))) }),
  },
  recall: {
    path: row => dispatch(row, 'recall'), initial: (row, at) => ({ lastDay: at < row.firstDay ? row.firstDay : at > row.lastDay ? row.lastDay : at, reason: '' }),
    body: v => ({ lastDay: v.lastDay, reason: v.reason }), final: true, tone: 'danger',
    check: only(v => ({ lastDay: day(v.lastDay), reason: chosen(v.reason) })),
    fields: form => html`${input(form, 'lastDay', { type: 'date', label: say('act.lastDay'), required: true, hint: say('act.recall.notice') })}${reasonField(form, REASONS_OF_LENDER)}`,
  },
  release: {
    path: row => dispatch(row, 'release'), initial: (row, at) => ({ lastDay: at > row.lastDay ? row.lastDay : at < row.firstDay ? row.firstDay : at }), body: v => ({ lastDay: v.lastDay }),
    final: true, tone: 'danger', check: only(v => ({ lastDay: day(v.lastDay) })),
    odd: (row, today, v) => unusual(isDay(v.lastDay) && between(v.lastDay, row.lastDay) > NEAR, 'act.release.odd', row.lastDay),
    fields: form => input(form, 'lastDay', { type: 'date', label: say('act.lastDay'), required: true, hint: say('act.release.hint') }),
  },

  document: documenting(),
  // Help that comes at night has no document yet: the field says so by itself.
  accept: { ...documenting(() => say('act.accept.number'), 'act.accept.hint'), tone: 'primary' },
  amend: {
    back: (row, v, today) => ({ path: request(row, 'amend'), body: amendedBack(row, ACTS.amend.body(v, row, null, null, today), today) }), path: row => request(row, 'amend'),
    initial: (row, at) => { const { headCount, needs, byDay } = needsNow(row, at); return { headCount, needs, byDay, qualifications: held(row), ...Object.fromEntries(AMENDED.map(field => [field, row[field]])) }; },
    body: (v, row, side, party, today) => ({ ...amendedNeeds(v, row, today), ...amended(v, row), ...amendedHeld(v, row) }),
    check: (v, row, today) => only(() => ({
      headCount: v.byDay ? null : count(v.headCount), needs: v.byDay ? wrongNeeds(v) : null, firstDay: day(v.firstDay),
      lastDay: day(v.lastDay) ?? (v.lastDay >= v.firstDay ? null : say('form.wrong.order')), damage: text(v.damage), place: text(v.place), route: text(v.route),
      priority: Object.keys({ ...amendedNeeds(v, row, today), ...amended(v, row), ...amendedHeld(v, row) }).length ? null : say('form.wrong.nothing'),
    }))(v),
    fields: (form, row, side, today) => html`${form.values.byDay ? needsView(form) : input(form, 'headCount', { label: say('desk.headCount'), inputmode: 'numeric', unit: say('part.unit'), required: true, hint: say('act.amend.fromToday') })}
      ${needsNow(row, today).restated ? html`<p class="aside wide">${say('act.amend.released', number(row.headCount))}</p>` : nothing}
      ${flag(form, 'byDay', { label: say('desk.byDay') })}
      ${input(form, 'firstDay', { type: 'date', label: say('desk.firstDay'), required: true })}${input(form, 'lastDay', { type: 'date', label: say('desk.lastDay'), required: true })}
      ${radios(form, 'priority', { label: say('desk.priority'), choices: codes('Priority', PRIORITIES) })}
      <details class="inside wide" ?open=${AMENDED.some(field => WORDS.includes(field) && form.errors[field])}><summary>${say('act.amend.words')}</summary><div class="fields">
        ${select(form, 'taskType', { label: say('desk.task'), required: true, choices: taskChoices() })}${input(form, 'place', { label: say('desk.place'), required: true, maxlength: 200 })}
        ${input(form, 'route', { label: say('desk.route'), required: true, maxlength: 200 })}${area(form, 'damage', { label: say('desk.damage'), required: true, rows: 2, maxlength: 500 })}
        ${checks(form, 'qualifications', { label: say('desk.qualifications'), choices: codes('Qualification', QUALIFICATIONS) })}
        ${row.disasters?.length > 1 ? select(form, 'disasterId', { label: say('act.amend.disaster'), required: true, choices: row.disasters.map(d => [d.disasterId, d.name]) }) : nothing}</div></details>`,
  },
  'cancel-request': cancelling,
  stop: { ...cancelling, initial: () => ({ reason: '' }) },
  merge: {
    path: row => request(row, 'merge'), initial: row => ({ into: row.alike?.length === 1 ? row.alike[0].requestId : '' }), body: v => ({ into: v.into }),
    check: only(v => ({ into: chosen(v.into) })), final: true, tone: 'danger',
    fields: (form, row) => select(form, 'into', { label: say('act.into'), required: true, empty: say('form.choose'), hint: say('act.mergeHint'),
      choices: (row.alike ?? []).map(r => [r.requestId, say('act.intoOne', r.requestId, number(r.headCount), days(r.firstDay, r.lastDay))]) }),
  },

  join: {
    path: row => `api/disasters/${encodeURIComponent(row.disasterId)}/join`, initial: row => ({ into: row.others.length === 1 ? row.others[0].disasterId : '' }), body: v => ({ into: v.into }),
    check: only(v => ({ into: chosen(v.into) })), final: true, tone: 'danger',
    fields: (form, row) => select(form, 'into', { label: say('act.join.into'), required: true, empty: say('form.choose'), hint: say('act.join.hint'),
      choices: row.others.map(d => [d.disasterId, `${d.name}（${label('HazardType', d.hazard)}、${time(d.struckAt)}）`]) }),
  },

  'correct-disaster': {
    path: row => disaster(row, 'correct'), back: (row, v) => ({ path: disaster(row, 'correct'), body: correctedBack(v, row) }),
    initial: row => ({ name: row.name, hazard: row.hazard, ...struck(row), alsoStruck: '', notStruck: [] }), body: corrected,
    check: (v, row) => only(() => ({ date: isDay(v.date) ? null : say('form.wrong.day'), hour: /^\d{2}:\d{2}/.test(v.hour) ? null : say('form.wrong.time'), name: text(v.name) ?? (Object.keys(corrected(v, row)).length ? null : say('form.wrong.nothing')) }))(v),
    fields: (form, row) => html`${input(form, 'name', { label: say('desk.disasterName'), required: true, maxlength: 100 })}
      ${select(form, 'hazard', { label: say('desk.hazard'), required: true, choices: codes('HazardType', HAZARDS), hint: say('act.correct-disaster.hazard') })}
      ${input(form, 'date', { type: 'date', label: say('desk.struckDay'), required: true })}${input(form, 'hour', { type: 'time', label: say('desk.struckTime'), required: true, hint: say('form.japanTime') })}
      ${row.places?.length ? select(form, 'alsoStruck', { label: say('act.correct-disaster.also'), empty: say('act.nobody'), choices: row.places.filter(([code]) => !row.struck.includes(code)) }) : nothing}
      ${checks(form, 'notStruck', { label: say('act.correct-disaster.not'), choices: row.struck.map((code, i) => [code, row.struckNames?.[i] ?? code]) })}`,
  },
  'end-disaster': { path: row => disaster(row, 'end'), back: row => ({ path: disaster(row, 'reopen'), body: {} }), initial: () => ({}), body: () => ({}), tone: 'danger', fields: () => html`<p>${say('act.end-disaster.hint')}</p>` },
  'reopen-disaster': { path: row => disaster(row, 'reopen'), back: row => ({ path: disaster(row, 'end'), body: { confirmedUnusual: true } }), initial: () => ({}), body: () => ({}), fields: () => html`<p>${say('act.reopen-disaster.hint')}</p>` },

  // A lender says of itself that a disaster that others declared struck it too (被災), or that it did not.
  'struck-too': {
    path: () => 'api/disasters', back: row => ({ path: disaster(row, 'correct'), body: { notStruck: [row.own] } }), initial: () => ({}),
    body: (v, row) => struckToo(row), final: true, tone: 'danger', fields: () => html`<p>${say('ward.struck.hint')}</p>`,
  },
  'struck-not': {
    path: row => disaster(row, 'correct'), back: row => ({ path: 'api/disasters', body: struckToo(row) }), initial: () => ({}),
    body: (v, row) => ({ notStruck: [row.own] }), tone: 'primary', fields: () => html`<p>${say('act.struck-not.hint')}</p>`,
  },

  'join-network': {
    path: (row, v) => lender({ lender: v.lender.trim() }, 'join'), back: (row, v) => ({ path: lender({ lender: v.lender.trim() }, 'leave'), body: {} }),
    initial: () => ({ lender: '' }), body: () => ({}), check: only(v => ({ lender: /^\d{6}$/.test(v.lender.trim()) ? null : say('form.wrong.code') })),
    fields: form => input(form, 'lender', { label: say('act.join-network.who'), required: true, inputmode: 'numeric', maxlength: 6, hint: say('act.join-network.hint') }),
  },
  'leave-network': {
    path: (row, v) => lender({ lender: v.lender }, 'leave'), back: (row, v) => ({ path: lender({ lender: v.lender }, 'join'), body: {} }),
    initial: () => ({ lender: '' }), body: () => ({}), check: only(v => ({ lender: chosen(v.lender) })), tone: 'danger',
    fields: (form, row) => select(form, 'lender', { label: say('act.leave-network.who'), required: true, empty: say('form.choose'), choices: row.lenders, hint: say('act.leave-network.hint') }),
  },
  'network-terms': {
    repeat: true, path: () => 'api/network-terms', initial: () => ({ ...Object.fromEntries(TERMS.map(field => [field, ''])), nextTier: '' }), body: terms,
    check: only(v => ({ ...Object.fromEntries(TERMS.map(field => [field, minutes(v[field])])), nextTier: Object.keys(terms(v)).length ? null : say('form.wrong.nothing') })),
    fields: form => html`<p class="aside wide">${say('act.network-terms.hint')}</p>${TERMS.map(field => input(form, field, { label: say(`act.network-terms.${field}`), inputmode: 'numeric', unit: say(field === 'priorityClassHours' ? 'unit.hours' : 'unit.minutes') }))}
      ${input(form, 'nextTier', { label: say('act.network-terms.nextTier'), maxlength: 64, hint: say('act.network-terms.nextTierHint') })}`,
  },

  withdraw: {
    path: row => `api/offers/${encodeURIComponent(row.offerId)}/withdraw`, initial: () => ({ reason: '' }), body: v => ({ reason: v.reason }), check: reasonCheck, final: true, tone: 'danger',
    fields: form => reasonField(form, REASONS_OF_LENDER),
  },
  reject: {
    path: row => `api/offers/${encodeURIComponent(row.offerId)}/reject`, initial: () => ({ reason: '' }), body: v => ({ reason: v.reason }), check: reasonCheck, final: true, tone: 'danger',
    fields: (form, row, side) => reasonField(form, reasonsFor(side)),
  },
  'confirm-plan': {
    repeat: true, path: row => agreement(row, 'plan-confirmations'),
    initial: (row, at) => ({ validTo: endOfFiscalYear(at) }), body: (v, row, side, party) => ({ confirmedBy: party, validTo: v.validTo }),
    check: only(v => ({ validTo: day(v.validTo) })),
    fields: form => input(form, 'validTo', { type: 'date', label: say('act.validTo'), required: true, hint: say('act.planHint') }),
  },
  suspend: { back: row => ({ path: agreement(row, 'resume'), body: {} }), path: row => agreement(row, 'suspend'), initial: () => ({ reason: '' }), body: v => ({ reason: v.reason.trim() }), check: whyCheck, fields: whyField, tone: 'danger' },
  resume: { back: row => ({ path: agreement(row, 'suspend'), body: { reason: say('act.undo.reason') } }), path: row => agreement(row, 'resume'), initial: () => ({}), body: () => ({}) },
  revoke: { back: row => ({ path: 'api/overrides', body: Object.fromEntries(['kind', 'requestId', 'lender', 'priority', 'rule', 'reason'].filter(field => row[field]).map(field => [field, row[field]])) }), path: row => `api/overrides/${encodeURIComponent(row.overrideId)}/revoke`, initial: () => ({ reason: '' }), body: v => ({ reason: v.reason.trim() }), check: whyCheck, fields: whyField },
  relieve: {
    back: (row, v) => (v.handsOverTo ? relieved(row, v.handsOverTo, row.lender) : { path: 'api/counterparts', body: { disasterId: row.disasterId, receiver: row.receiver, lender: row.lender, role: row.role } }),
    path: () => 'api/counterparts/relieve', initial: () => ({ handsOverTo: '' }), tone: 'danger',
    body: (v, row) => relieved(row, row.lender, v.handsOverTo).body,
    fields: (form, row) => select(form, 'handsOverTo', { label: say('act.handsOverTo'), empty: say('act.nobody'), choices: (row.lenders ?? []).filter(([code]) => code !== row.lender) }),
  },
};

// Plans are confirmed by fiscal year, which ends on 31 March.
export function endOfFiscalYear(today) {
  const year = Number(today.slice(0, 4));
  return `${Number(today.slice(5, 7)) >= 2 ? year + 1 : year}-03-31`;
}

// A retraction names what it takes back: sent late, it must not take back what was reported since.
const codeOf = act => (act === 'handover' ? 'HAND_OVER' : act.toUpperCase());

const idOf = (key, act) => `${key}-${act}`.replace(/[^\w-]/g, '_');

/** Every act, with how it is corrected: 'retracted', put 'back', 'repeated', or 'asked' about before because it stays. */
export const corrections = () => Object.fromEntries(Object.entries(ACTS).map(([act, spec]) => [act, TAKEN_BACK.includes(act) ? 'retracted' : spec.back ? 'back' : spec.repeat ? 'repeated' : spec.final && knows(`act.${act}.ask`) ? 'asked' : 'not']));

/** What an act stands for on a button, and said of it afterwards. */
export const nameOf = act => say(`act.${act}`);

/** Which acts are open now, one form at a time for each row. */
export class Acts {
  /** @param readOnly () → whether whoever looks may do nothing here; `again` act → (row) that opens the page's form with what ended */
  constructor({ side, party, today, redraw, tell, done, reporter, scope, readOnly = () => false, again = {} }) {
    Object.assign(this, { side, party, today, redraw, tell, done, reporter, scope, readOnly, again });
    this.open = new Map(); // row key → {act, form}
    this.forms = new Map(); // to send the same reports again with the same keys
    this.begun = new Set(); // acts with a draft that was searched for
    this.silent = new Set(); // forms that are sent together with others
  }

  formFor(key, act, row) {
    const spec = ACTS[act];
    const id = idOf(key, act);
    const known = this.forms.get(id);
    if (known) return known;
    const form = new Form({
      id, scope: this.scope, keep: !spec.once, initial: spec.initial(row, this.today()), final: spec.final,
      check: v => spec.check?.(v, row, this.today()) ?? {}, path: v => spec.path(row, v),
      doubts: v => spec.odd?.(row, this.today(), v) ?? [],
      body: v => ({ network: row.networkId, ...this.reporter(), ...spec.body(v, row, this.side, this.party, this.today()) }),
      redraw: this.redraw, told: told => { if (!this.silent.has(form)) this.tell(told); },
      done: (decided, values) => {
        this.open.delete(key);
        this.forms.delete(id);
        if (this.silent.has(form)) this.silent.delete(form);
        else this.done(act, row, decided, values, this.wayBack(act, row, values, key));
      },
    });
    this.forms.set(id, form);
    return form;
  }

  /** Sends one of several: what became of it is told for all of them together. @returns whether it was accepted */
  async quietly(form) {
    this.silent.add(form);
    await form.send();
    return !this.silent.delete(form); // Accepted reports are removed.
  }

  /** How what was just reported is undone or put right, as {name, do} and, where one press does it, its form; null where it stays. */
  wayBack(act, row, values, key) {
    const spec = ACTS[act];
    if (TAKEN_BACK.includes(act)) return this.pressed('act.retract', 'retract', row, { path: dispatch(row, 'retract'), body: { act: codeOf(act) } });
    if (spec.back) return this.pressed('act.undo', 'undo', row, spec.back(row, values, this.today()));
    if (this.again[act]) return { name: say(`act.${act}.again`), do: () => this.again[act](row) };
    if (!spec.repeat) return null;
    return { name: say('act.repeat'), do: () => { this.toggle(key, act, row); this.open.get(key)?.form.fill(values); } };
  }

  // One press: it was done on the wrong row, and no further question is asked.
  pressed(name, what, row, { path, body }) {
    const form = new Form({
      id: idOf(row.dispatchId ?? row.requestId ?? row.agreementId ?? row.overrideId ?? row.disasterId ?? row.lender ?? row.networkId, what), scope: this.scope, keep: false, initial: {}, redraw: this.redraw,
      told: told => { if (!this.silent.has(form)) this.tell({ ...told, quiet: false }); }, path: () => path, body: () => ({ network: row.networkId, ...this.reporter(), ...body }),
      done: decided => { if (!this.silent.delete(form)) this.done(what, row, decided, {}, null); },
    });
    return { name: say(name), form, do: () => form.send() };
  }

  toggle(key, act, row) {
    const now = this.open.get(key);
    if (now?.act === act) now.form.leave(() => this.close(key));
    else {
      const form = this.formFor(key, act, row);
      this.open.set(key, { act, form, row });
      this.redraw();
      if (ACTS[act].quick || ACTS[act].summary) form.focus('button');
      else form.focus('input, select, textarea, button');
    }
  }

  // What was being written before the page was read anew, as after a sign-in, is open again.
  resume(key, row, acts) {
    for (const act of acts) {
      const id = idOf(key, act);
      if (this.begun.has(id)) continue;
      this.begun.add(id);
      if (ACTS[act].once || this.open.has(key) || !drafts.find(`${this.scope}.${id}`)) continue;
      this.open.set(key, { act, form: this.formFor(key, act, row), row });
    }
  }

  close(key) {
    const was = this.open.get(key);
    if (was) {
      was.form.clear();
      this.forms.delete(was.form.id);
    }
    this.open.delete(key);
    this.redraw();
    if (was) focusWhenThere(() => document.getElementById(`act-${was.form.id}`));
  }

  /**
   * What comes next for a row as buttons, its other acts behind a word, and beneath them the form of the one that was pressed.
   * @param main which acts come next, where the page knows better; @param note what is said about the others
   */
  view(key, row, acts, { main = null, note = nothing } = {}) {
    if (this.readOnly()) return nothing;
    const shown = acts.filter(a => ACTS[a]);
    this.resume(key, row, shown);
    const now = this.open.get(key);
    if (!shown.length && !now) return nothing;
    const next = shown.filter(act => (main ?? nextActs(row, shown, this.today(), this.side)).includes(act));
    const rare = shown.filter(act => !next.includes(act));
    const buttons = list => html`<p class="acts">${list.map(act => this.button(key, row, act, now))}</p>`;
    return html`<div class="acting">${next.length ? buttons(next) : nothing}
      ${rare.length ? html`<details class="inside" ?open=${rare.includes(now?.act)}><summary>${say('act.rare')}</summary>${note}${buttons(rare)}</details>` : note}
      ${now ? this.panel(key, now) : nothing}</div>`;
  }

  button(key, row, act, now) {
    const spec = ACTS[act];
    const id = idOf(key, act);
    const known = this.forms.get(id);
    const tone = typeof spec.tone === 'function' ? spec.tone(row) : spec.tone;
    if (spec.once) {
      return html`<button id="act-${id}" type="button" class=${tone ?? ''} ?disabled=${known?.sending}
        @click=${() => this.atOnce(key, act, row)}>${known?.sending ? say('form.sending') : nameOf(act)}</button>`;
    }
    return html`<button id="act-${id}" type="button" class=${tone === 'danger' ? 'quiet-danger' : tone ?? ''} aria-expanded=${now?.act === act ? 'true' : 'false'}
      @click=${() => this.toggle(key, act, row)}>${nameOf(act)}</button>`;
  }

  // What needs no word more than its name: one press. If it fails, its form shows why.
  async atOnce(key, act, row) {
    const form = this.formFor(key, act, row);
    if (form.sending) return;
    if (form.asking) { this.close(key); return; } // A second press does not answer the question.
    await form.submit();
    if (form.general.length || form.asking || form.second) {
      this.open.set(key, { act, form, row });
      this.redraw();
      form.focus('[data-general], [data-ask]');
    }
  }

  panel(key, { act, form, row }) {
    const spec = ACTS[act];
    const cancel = () => this.close(key);
    if (spec.quick) {
      return html`<div class="panel">${formOf(form, { submit: nameOf(act), cancel, tone: 'unseen-button',
        fields: html`<p>${say('act.decline.choose')}</p><p class="acts">${spec.choices.map(code => html`<button type="button" ?disabled=${form.sending}
          @click=${() => { form.set('reason', code); form.submit(); }}>${label('RefusalReason', code)}</button>`)}</p>` })}</div>`;
    }
    return html`<div class="panel">${formOf(form, {
      submit: nameOf(act), cancel, tone: spec.tone === 'danger' && !spec.final ? 'danger' : 'primary', ask: spec.final ? say(`act.${act}.ask`) : nothing,
      fields: html`${spec.summary ? html`<p>${spec.summary(row)}</p>` : nothing}${spec.fields?.(form, row, this.side, this.today()) ?? nothing}`,
    })}</div>`;
  }
}
