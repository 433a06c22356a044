// What waits for whoever looks at a page, the most urgent first: a line for each kind, with its deadline and the way there.
import { html, nothing } from './lit.js';
import { chip, weekday } from './parts.js';
import { number, say } from './words.js';

// One and many, where a language tells them apart.
function counted(key, n) {
  const [one, many = one] = say(key).split('|');
  return n === 1 ? one : many;
}

/**
 * @param tasks [{what, count, text, tone, href, act}]: `what` is the key of its words, `count` how many, `text` by when or since when,
 *              `href` where it is done, `act` a button that does it at once and `under` the form of that
 */
export function tasksView(tasks, calls = null) {
  const waiting = tasks.filter(task => task.count > 0);
  return html`<section class="card tasks" aria-labelledby="tasks-title"><div class="title"><h2 id="tasks-title" tabindex="-1">${say('tasks')}</h2>${calls?.view() ?? nothing}</div>
    ${waiting.length ? html`<ol>${waiting.map(task => html`<li data-tone=${task.tone ?? 'grey'}><a href=${task.href}><b>${number(task.count)}</b> ${counted(`tasks.${task.what}`, task.count)}</a>
      ${task.text ? chip(task.text, task.tone) : nothing}${task.act ?? nothing}${task.under ?? nothing}</li>`)}</ol>` : html`<p class="ok">${say('tasks.none')}</p>`}</section>`;
}

/** The day by which the oldest report that is missing was due; nothing where none is. */
export const late = dispatches => dispatches.filter(d => d.missingReport).map(d => d.reportDueOn).sort()[0];

export const since = dispatches => (late(dispatches) ? say('tasks.since', weekday(late(dispatches))) : null);

/** Of which kind of task an act is. */
export const TASK_OF = {
  confirm: 'answer', decline: 'answer', 'answer-extension': 'extension', depart: 'depart', return: 'return', 'confirm-plan': 'plan', arrive: 'arrive', release: 'release', document: 'document', accept: 'unrequested', stop: 'unrequested',
  merge: 'alike', join: 'disasters', override: 'unfilled',
};

/** What is done next: more of the same kind, else the most urgent that waits; null where nothing does. */
export function nextOf(tasks, what = null) {
  const waiting = tasks.filter(task => task.count > 0);
  const next = waiting.find(task => task.what === what) ?? waiting[0];
  return next ? { text: say('tasks.next', number(next.count), counted(`tasks.${next.what}`, next.count)), href: next.href } : null;
}

/** The number of what waits for this body, for the title and the badge of the page; what anybody may take up is not counted. */
export const waitingIn = tasks => tasks.reduce((sum, task) => sum + (task.offered ? 0 : task.count), 0);
