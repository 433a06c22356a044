// How a drill's run is conducted: what is read of it, what is told to its replayer, and what an inject looks like.
import { get, post, Problem } from './api.js';
import { html, nothing } from './lit.js';
import { chip, comma, when } from './parts.js';
import { tick } from './shell.js';
import { label, say } from './words.js';

const ANSWER = 6_000; // Milliseconds to wait for the replayer; after that the page shows that it does not respond.
const LOOK = 400;

/** The run as the server tells it; the time of the page goes on with it. */
export async function readRun() {
  const run = await get('api/drill');
  tick(run.scenarioTime);
  return run;
}

const paused = ms => new Promise(later => setTimeout(later, ms));

/**
 * Tells the replayer something, and waits for what it did; gives the event, null where it does not answer.
 * @param done  run → whether it is done, for those who do not see the answers
 */
export async function direct(command, done = () => false) {
  const { eventId } = await post('api/drill-events', { command });
  for (const until = Date.now() + ANSWER; Date.now() < until; await paused(LOOK)) {
    const run = await get('api/drill');
    const answer = run.history?.find(e => e.answers === eventId);
    if (answer) return answer;
    if (!run.history && done(run)) return {};
  }
  return null;
}

/** Confirms an inject; `body` where somebody else does it for them. */
export const confirmInject = (inject, body) => post('api/drill-events', { confirm: { inject, ...(body ? { body } : {}) } });

/** Does something and says what became of it. */
export async function tellOf(w, what, done) {
  try {
    const answer = await what();
    if (answer?.refusal) w.tell({ bad: true, title: say('drill.refused'), lines: [label('CommandRefusal', answer.refusal)] });
    else if (answer === null) w.tell({ bad: true, title: say('drill.silent'), lines: [say('drill.silentHint')] });
    else w.tell({ title: done, lines: [] });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    w.tell({ bad: true, title: error.title, lines: [error.detail, ...error.errors.map(e => e.message ?? `${e.path}: ${e.expected}`)] });
  }
  w.reread();
}

function became(r) {
  if (r.doneAt) return chip(say(r.late ? 'drill.doneLate' : 'drill.done'), r.late ? 'amber' : 'green');
  if (r.missed) return chip(say('drill.missed'), 'red');
  return r.confirmedAt ? chip(say('drill.confirmed'), 'blue') : chip(say('drill.unconfirmed'), 'grey');
}

/** What an inject says: whom from, how, and what. */
/** Who says it and by which means; a report in the media is both. */
const fromWhom = i => (i.from.toLowerCase().includes(label('InjectMeans', i.means).toLowerCase()) ? i.from : say('drill.fromTo', i.from, label('InjectMeans', i.means)));
export const injectText = i => html`<p class="row-text">${fromWhom(i)}${i.recipients.length ? html` → ${i.recipients.map((r, n) => html`${n ? comma() : ''}${r.name}`)}` : nothing}</p>
  <p class="inject-text">${i.text}</p>
  ${i.expected ? html`<p class="row-text"><b>${say('drill.expected')}</b> ${i.expected} <span class="aside">${i.dueAt ? html`${say('drill.due')} ${when(i.dueAt)}` : say('drill.within', i.withinMinutes)}</span></p>` : nothing}`;

/** What each recipient did. */
export const injectBecame = i => html`<ul class="became">${i.recipients.map(r => html`<li>${r.name} ${became(r)}</li>`)}</ul>`;
