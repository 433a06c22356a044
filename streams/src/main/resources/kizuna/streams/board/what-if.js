// What would have been, had something been otherwise (もしも): the log of this namespace decided again, and compared.
import { Problem } from './api.js';
import { html, nothing } from './lit.js';
import { section } from './list.js';
import { chip, empty, japanTime, place, weekday, when } from './parts.js';
import { remember } from './shell.js';
import { language, number, say } from './words.js';
import { focusOn, get, mayDo, notYours, whole, work } from './work.js';

const EVERY = 700; // Milliseconds between two looks at how far the answer is.
const MOST = 10; // Changes of one kind, as the server takes them.
const KINDS = ['confirm', 'without', 'agree', 'capacity', 'holdMinutes'];

let changes = []; // [{kind, value}]
let draft = { kind: 'confirm', agreement: '', lender: '', receiver: '', amount: '' };
let asking = null; // The parameters of the current response.
let answer = null;
let problem = null;

const asksTerms = kind => kind === 'holdMinutes';
const agreementName = (w, id) => w.data.agreements.find(a => a.agreementId === id)?.title ?? id;

/** A change in words. */
function changeText(w, { kind, value }) {
  const [first, second] = value.split(':');
  if (kind === 'confirm' || kind === 'without') return say(`whatIf.change.${kind}`, agreementName(w, value));
  if (kind === 'agree') return say('whatIf.change.agree', w.data.names.get(first) ?? first, w.data.names.get(second) ?? second);
  return kind === 'capacity' ? say('whatIf.change.capacity', w.data.names.get(first) ?? first, number(Number(second))) : say('whatIf.change.holdMinutes', number(Number(value)));
}

/** What the draft says, null while something is missing. */
function drafted() {
  const { kind, agreement, lender, receiver, amount } = draft;
  const count = Number(amount.trim());
  const isCount = most => Number.isInteger(count) && count >= 1 && count <= most;
  if (kind === 'confirm' || kind === 'without') return agreement || null;
  if (kind === 'agree') return lender && receiver && lender !== receiver ? `${lender}:${receiver}` : null;
  if (kind === 'capacity') return lender && isCount(1000) ? `${lender}:${count}` : null;
  return isCount(10_080) ? String(count) : null;
}

const parametersOf = list => Object.fromEntries(KINDS.map(kind => [kind, list.filter(c => c.kind === kind).map(c => c.value).join(',')]).filter(([, text]) => text));

function add(w) {
  const value = drafted();
  if (!value) return;
  const { kind } = draft;
  const others = changes.filter(c => !(c.kind === kind && (asksTerms(kind) || c.value === value)));
  changes = others.filter(c => c.kind === kind).length < MOST ? [...others, { kind, value }] : others;
  Object.assign(draft, { agreement: '', lender: '', receiver: '', amount: '' });
  kept();
  w.redraw();
}

const kept = () => remember({ ...Object.fromEntries(KINDS.map(kind => [kind, ''])), ...parametersOf(changes) });

async function ask(w, list) {
  if (asking) return;
  asking = { parameters: parametersOf(list), percent: 0, of: list };
  answer = null;
  problem = null;
  w.redraw();
  try {
    for (;;) {
      const said = await get('api/what-if', asking.parameters);
      if (said.done) {
        answer = { ...said, of: list };
        break;
      }
      asking.percent = said.percent;
      w.redraw();
      await new Promise(later => setTimeout(later, EVERY));
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problem = error;
  } finally {
    asking = null;
    w.redraw();
  }
  focusOn(problem ? 'what-if-problem' : 'answer-title');
}

// Asking --------------------------------------------------------------------------------------

const select = (w, id, labelled, choices) => html`<p class="field"><label for="what-if-${id}">${labelled}</label><select id="what-if-${id}" @change=${e => { draft[id] = e.target.value; w.redraw(); }}>
  <option value="">${say('form.choose')}</option>${choices.map(([value, name]) => html`<option value=${value} ?selected=${value === draft[id]}>${name}</option>`)}</select></p>`;

const amount = (w, labelled, hint) => html`<p class="field"><label for="what-if-amount">${labelled}</label><input id="what-if-amount" type="text" inputmode="numeric" maxlength="5" .value=${draft.amount} @input=${e => { draft.amount = e.target.value; w.redraw(); }}><span class="hint">${hint}</span></p>`;

function fieldsOf(w) {
  const { agreements, lenders, receivers } = w.data;
  const lender = () => select(w, 'lender', say('whatIf.lender'), lenders);
  switch (draft.kind) {
    case 'agree': return html`${lender()}${select(w, 'receiver', say('whatIf.receiver'), receivers)}`;
    case 'capacity': return html`${lender()}${amount(w, say('whatIf.persons'), say('whatIf.personsHint'))}`;
    case 'holdMinutes': return amount(w, say('whatIf.minutes'), say('whatIf.minutesHint'));
    default: return select(w, 'agreement', say('whatIf.agreement'), agreements.map(a => [a.agreementId, `${a.title} ${a.agreementId}`]));
  }
}

function askView(w) {
  return html`<section class="card" aria-labelledby="ask-title"><h2 id="ask-title">${say('whatIf.ask')}</h2><p class="aside">${say('whatIf.hint')}</p>
    <form class="form" @submit=${e => { e.preventDefault(); add(w); }}>
      <p class="field"><label for="what-if-kind">${say('whatIf.kind')}</label><select id="what-if-kind" @change=${e => { draft.kind = e.target.value; w.redraw(); }}>${KINDS.map(k => html`<option value=${k} ?selected=${k === draft.kind}>${say(`whatIf.kind.${k}`)}</option>`)}</select></p>
      ${fieldsOf(w)}
      <p class="acts"><button type="submit" id="what-if-add" ?disabled=${!drafted()}>${say('whatIf.add')}</button></p>
    </form>
    ${changes.length ? html`<ul class="rows compact" id="changes">${changes.map(c => html`<li class="row"><div class="row-head"><span>${changeText(w, c)}</span>
      <button type="button" class="small end" @click=${() => { changes = changes.filter(other => other !== c); kept(); w.redraw(); }}>${say('whatIf.remove')}<span class="unseen"> ${changeText(w, c)}</span></button></div></li>`)}</ul>` : nothing}
    <p class="acts apart"><button type="button" class="primary" id="what-if-ask" ?disabled=${Boolean(asking) || !changes.length} @click=${() => ask(w, changes)}>${say('whatIf.askDo')}</button>
      <button type="button" id="what-if-survey" ?disabled=${Boolean(asking)} @click=${() => ask(w, [])}>${say('whatIf.surveyDo')}</button></p>
    ${asking ? html`<p role="status"><progress max="100" value=${asking.percent} aria-label=${say('whatIf.progress')}></progress> ${say('whatIf.deciding', number(asking.percent))}</p>` : nothing}
    ${problem ? html`<p class="notice" data-tone="bad" role="alert" id="what-if-problem" tabindex="-1"><span><strong>${problem.title}</strong> ${[problem.detail, ...problem.errors.map(e => e.sentence ?? e.message ?? '')].join(' ')}</span></p>` : nothing}</section>`;
}

// The answer ----------------------------------------------------------------------------------

const signed = n => (n > 0 ? `+${number(n)}` : number(n));
/** @param goodIsMore null where more is neither good nor bad */
const moved = (n, goodIsMore) => (n === 0 || goodIsMore === null ? chip(n === 0 ? '±0' : signed(n), 'grey') : chip(signed(n), (n > 0) === goodIsMore ? 'green' : 'red'));

// The first column names, the others count.
const table = (id, heading, head, rows) => html`<div class="scroll" tabindex="0" role="group" aria-labelledby=${id}><table class="compared"><caption id=${id}>${heading}</caption><thead><tr>${head.map((h, i) => html`<th scope="col" class=${i ? 'number' : nothing}>${h}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;

const pairs = (id, heading, first, rows, total, goodIsMore, name) => (rows.length ? html`${table(id, heading, [first, say('whatIf.before'), say('whatIf.after'), say('whatIf.difference')],
  rows.map(r => html`<tr><th scope="row">${name(r)}</th><td class="number">${number(r.before)}</td><td class="number">${number(r.after)}</td><td class="number">${moved(r.after - r.before, goodIsMore)}</td></tr>`))}
  ${total > rows.length ? html`<p class="aside">${say('board.firstOf', number(rows.length), number(total))}</p>` : nothing}` : nothing);

function figures({ before, after }) {
  const rows = [['filledPersonDays', true], ['missingPersonDays', false], ['missingLifeSafety', false]];
  return table('figures-table', say('whatIf.figures'), [say('whatIf.figure'), say('whatIf.before'), say('whatIf.after'), say('whatIf.difference')],
    rows.map(([name, goodIsMore]) => html`<tr><th scope="row">${say(`whatIf.${name}`)}</th><td class="number">${number(before[name])}</td><td class="number">${number(after[name])}</td><td class="number">${moved(after[name] - before[name], goodIsMore)}</td></tr>`));
}

// Whole hours are told: of requests that moved by minutes, nought hours would say that none did.
const together = (requests, hours) => (requests && !hours ? say('whatIf.underAnHour') : say('whatIf.hours', number(hours)));

function comparison(w) {
  const { firstProposal: p } = answer;
  const nothingElse = !answer.byLender.length && !answer.byReceiver.length && !p.earlier && !p.later && !p.onlyNow && !p.noMore;
  return html`<ul class="rows compact">${answer.of.map(c => html`<li class="row">${changeText(w, c)}</li>`)}</ul>
    ${figures(answer)}
    ${nothingElse ? html`<p>${say('whatIf.nothingElse')}</p>` : html`<p>${say('whatIf.proposals', number(p.earlier), together(p.earlier, p.earlierHours), number(p.later), together(p.later, p.laterHours), number(p.onlyNow), number(p.noMore))}</p>`}
    ${pairs('by-lender', say('whatIf.byLender'), say('whatIf.lender'), answer.byLender, answer.byLenderTotal, null, r => place(r.code, r.name))}
    ${pairs('by-receiver', say('whatIf.byReceiver'), say('whatIf.receiver'), answer.byReceiver, answer.byReceiverTotal, false, r => place(r.code, r.name))}
    ${answer.byDay.length ? html`<details class="inside"><summary>${say('whatIf.byDay')} <span class="aside">${say('ward.days', number(answer.byDayTotal))}</span></summary>
      ${pairs('by-day', say('whatIf.byDay'), say('whatIf.day'), answer.byDay, answer.byDayTotal, false, r => html`<span class="day">${weekday(r.day)}</span>`)}</details>` : nothing}`;
}

function survey() {
  const { survey: s, before } = answer;
  return html`<p>${say('whatIf.asItStands', number(before.requestedPersonDays), number(before.filledPersonDays), number(before.missingPersonDays))}</p>
    <p><strong>${s.best ? say('whatIf.best', s.bestTitle) : say(s.unconfirmed ? 'whatIf.noBest' : 'whatIf.allConfirmed')}</strong></p>
    ${s.rows.length ? table('survey-table', say('whatIf.survey', number(s.tried), number(s.unconfirmed)), [say('whatIf.agreement'), say('whatIf.filledMore'), say('whatIf.earlier'), say('whatIf.moreUnderIt')],
      s.rows.map(r => html`<tr><th scope="row">${r.title} <span class="aside">${r.agreementId}</span></th><td class="number">${moved(r.filledMore, true)}</td><td class="number">${number(r.earlier)}</td><td class="number">${signed(r.moreUnderIt)}</td></tr>`)) : nothing}
    ${s.tried > s.rows.length ? html`<p class="aside">${say(s.rows.length ? 'whatIf.rest' : 'whatIf.restAll', number(s.tried - s.rows.length))}</p>` : nothing}`;
}

const answerView = w => section({ id: 'answer', heading: say(answer.survey ? 'whatIf.surveyAnswer' : 'whatIf.answer') }, html`
  ${answer.survey ? survey() : comparison(w)}
  <p class="aside">${say('whatIf.assumed')} ${say('whatIf.until', number(answer.facts))} ${when(answer.until)}</p>`);

const view = w => html`<section class="head" aria-labelledby="page-title"><div class="head-name"><p class="kicker">${say('whatIf.kicker')}</p><h1 id="page-title">${say('whatIf.heading')}</h1></div></section>
  ${askView(w)}
  ${answer ? answerView(w) : nothing}
  ${japanTime()}`;

const may = w => mayDo(w.me, 'COORDINATOR', w.me?.body);

work({
  page: 'what-if', titleKey: 'whatIf.pageTitle',
  begin(w) {
    changes = KINDS.flatMap(kind => (w.parameters.get(kind) ?? '').split(',').filter(Boolean).map(value => ({ kind, value })));
  },
  async read(w) {
    if (w.data || !may(w)) return w.data ?? {}; // The choices change seldom: they are read once.
    const [agreements, lenders, requests, places] = await Promise.all([whole('api/agreements'), whole('api/lenders'), whole('api/requests'), get('api/places')]);
    const receivers = new Set([...agreements.rows.flatMap(a => a.receivers ?? []), ...requests.rows.map(r => r.receiver)]);
    const names = new Map(places.rows.map(p => [p.code, language() === 'ja' ? p.name : p.english]));
    lenders.rows.forEach(l => names.set(l.lender, l.lenderName));
    const named = codes => [...codes].map(code => [code, names.get(code) ?? code]).sort((a, b) => a[0].localeCompare(b[0]));
    return { agreements: agreements.rows, lenders: named(new Set(lenders.rows.map(l => l.lender))), receivers: named(receivers), names };
  },
  concerns: () => false,
  view: w => (may(w) ? w.data.agreements.length ? view(w) : empty(say('whatIf.noAgreements')) : notYours(w, say('whatIf.notYours'))),
});
