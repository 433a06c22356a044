// How the pages of those who act live: they read, follow the stream, draw, and say what became of what was done.
import { Problem, get, maybe, whole } from './api.js';
import { readRun } from './conduct.js';
import { readDutyDesks } from './duty.js';
import { readLessons } from './lessons.js';
import { focusOn } from './focus.js';
import { sendLeftOpen } from './form.js';
import { html, nothing, render } from './lit.js';
import { unfold } from './list.js';
import { beforePaper, printed } from './paper.js';
import { follow, mayDo, now, ownPage, pageLink, speak, start, tick, title, waiting } from './shell.js';
import { dayOf, know, place } from './parts.js';
import { language, say } from './words.js';

const TOGETHER = 250; // Changes come in bursts; they are read together.
const LONGEST_WAIT = 1_000; // Milliseconds until the page is read without the stream.
const FIRST_RETRY = 2_000; // After an error that passes; then twice as long each time, up to a minute.
const LONGEST_RETRY = 60_000;
const WAY_BACK = 120_000;
const DUTY_DESKS = 600_000; // Duty desks and lessons change once in months.
// Milliseconds. How a run is conducted is no part of the ledger that the stream tells; who takes part waits for injects.
const RUN = { takesPart: 2_000, looks: 15_000 };

// What pages draw of a run.
const shownOf = run => JSON.stringify([run?.injects, run?.played?.length, Boolean(run?.ended)]);

/**
 * @param page, titleKey  for the shell
 * @param read      (work) → what the page shows, from the API
 * @param concerns  (change, work) → whether a change of the stream is about what is shown
 * @param view      (work) → template
 * @param begin     (work) once, before the first read
 * @param ready     (work) once, after it: what needs to know which day it is in the log
 * @param snapshot  (snapshot, work) what the stream tells first
 * @param takesPart whether people take part in a drill on this page
 */
export async function work({ page, titleKey, read, concerns, view, begin, ready, snapshot, takesPart = false }) {
  const here = await start({ page, title: titleKey });
  const root = document.getElementById('main');
  let due = false;
  let reading = false;
  let again = false;
  let retry = FIRST_RETRY;
  let retrying = 0;
  const w = {
    ...here, data: null, problem: null, result: null, drill: here.drill, run: null,
    // The run of this drill takes no reports any more, so that nobody is asked for one.
    drillEnded: () => Boolean(w.run?.ended),
    now, today: () => dayOf(now()),
    scope: `${here.me?.account ?? 'nobody'}.${here.namespace}`,
    redraw() {
      if (due) return;
      due = true;
      // A hidden page draws too: somebody may come back to it.
      setTimeout(() => { due = false; draw(); }, 0);
    },
    tell(result) {
      if (!result.quiet) {
        w.result = result;
        // A mistake is seen at once or later in the row; the bar does not offer for ever what others have built upon.
        if (result.back) setTimeout(() => { result.back = null; w.redraw(); }, WAY_BACK);
      }
      speak([result.title, ...result.lines].join(language() === 'ja' ? '。' : '. ').replaceAll('。。', '。').replaceAll('..', '.'));
      w.redraw();
    },
    // Who speaks, where the token does not say it: only those who may speak for anybody say it themselves.
    reporter: (role, body) => (!here.me || ['DIRECTOR', 'OPERATOR'].includes(here.me.role) ? { reporter: { role, body } } : {}),
    async rereadRun() {
      try {
        const run = await readRun();
        const before = shownOf(w.run);
        w.run = run.drillId ? run : null;
        if (w.run && before !== shownOf(run)) w.redraw();
      } catch { /* The next look tells. */ }
    },
    async reread() {
      if (reading) { again = true; return; }
      reading = true;
      do {
        again = false;
        try {
          const data = await read(w);
          for (const n of data?.networks ?? []) tick(n.decidedAt);
          if (!w.data && data) ready?.(w, data);
          w.data = data;
          w.problem = null;
          retry = FIRST_RETRY;
        } catch (error) {
          if (!(error instanceof Problem)) console.error(error);
          w.problem = error instanceof Problem ? error : new Problem(500, {});
          if (w.problem.isPassing) {
            clearTimeout(retrying);
            retrying = setTimeout(() => w.reread(), retry);
            retry = Math.min(2 * retry, LONGEST_RETRY);
          }
        }
        w.redraw();
      } while (again);
      reading = false;
    },
  };
  const mending = act => html`<button type="button" @click=${act.do}>${act.name}</button>`;
  const failed = () => html`<p class="notice" data-tone="bad" role="alert"><span>${w.data ? say('form.notRead') : nothing} ${w.problem.message}</span>
    ${mending(w.problem.mend ?? { name: say('form.readAgain'), do: () => w.reread() })}</p>`;
  function draw() {
    render(html`${w.problem ? failed() : nothing}
      ${w.drillEnded() && page !== 'drill' ? html`<p class="notice" id="drill-over" role="status"><span>${say('drill.isOver')}</span></p>` : nothing}
      ${!w.data && !w.problem ? html`<p class="empty">${say('board.reading')}</p>` : nothing}
      ${w.data ? view(w) : nothing}${w.data ? printed(w, document.title) : nothing}${resultBar(w)}`, root);
    root.setAttribute('aria-busy', w.data || w.problem ? 'false' : 'true');
    unfold(root);
  }
  beforePaper(draw);
  // What is done next takes the place of what was done last, and must not lie under it.
  root.addEventListener('click', event => {
    if (!w.result || !event.target.closest?.('button') || event.target.closest('.result')) return;
    w.result = null;
    w.redraw();
  }, true);
  maybe('api/places').then(places => { if (places) know(places.rows); w.redraw(); }).catch(() => {});
  const asides = () => { readDutyDesks(w).catch(() => {}); readLessons(w).catch(() => {}); };
  asides();
  setInterval(asides, DUTY_DESKS);
  await begin?.(w);
  if (w.drill && page !== 'drill') {
    await w.rereadRun();
    setInterval(() => { if (!w.drillEnded()) w.rereadRun(); }, takesPart ? RUN.takesPart : RUN.looks);
  }
  let later = 0;
  const readSoon = () => { clearTimeout(later); later = setTimeout(() => w.reread(), TOGETHER); };
  let first = () => {};
  const told = new Promise(resolve => { first = resolve; });
  follow({
    onSnapshot: s => {
      snapshot?.(s, w);
      if (first) first();
      else readSoon();
    },
    onChange: change => { if (!first && concerns(change, w)) readSoon(); },
  });
  // Read before the stream begins, all would have to be read twice; where it does not begin, the page does without.
  await Promise.race([told, new Promise(later => setTimeout(later, LONGEST_WAIT))]);
  first = null;
  await w.reread();
  sendLeftOpen(w);
  // Ages and time left go on without anything happening; so does the reading of what a lost event told.
  setInterval(() => w.redraw(), 15_000);
  setInterval(() => w.reread(), 60_000);
  return w;
}

// For those who may look at several desks: which one.
export const whose = (w, file, question) => html`<section class="card" aria-labelledby="page-title"><h1 id="page-title">${question}</h1>
  <ul class="choices">${w.data.choices.map(([code, name]) => html`<li><a class="button" href=${pageLink(file, { body: code })}>${place(code, name)}</a></li>`)}</ul></section>`;

/** That somebody only looks, as whom, and where their own page is. */
export function lookingOnly(w) {
  const own = ownPage(w.me);
  return html`<p class="notice noprint" role="status"><span>${say('part.lookingOnly', w.me?.signedIn ? w.me.name : say('shell.role.VIEWER'))}</span>
    ${own ? html`<a class="button" href=${own.href}>${say('part.ownPage', own.name)}</a>` : nothing}</p>`;
}

/** What a page of a party shows to those whom the server does not let read it: nothing is asked, so nothing is refused. */
export function notYours(w, text, more = nothing) {
  const own = ownPage(w.me);
  return html`<section class="card" aria-labelledby="page-title"><h1 id="page-title">${text}</h1>
    <p class="row-text">${say('part.signedInAs', w.me?.name ?? '')}</p>
    <p class="acts">${own ? html`<a class="button primary" href=${own.href}>${say('part.ownPage', own.name)}</a>` : nothing}${more}<a class="button" href=${pageLink('./')}>${say('part.toBoard')}</a></p></section>`;
}

// What became of the last act stays until it is put away; the live region has said it already. It lies at the end of the page
// and sticks to the lower edge meanwhile: a line with the next step, and whatever is behind it can be scrolled out.
function resultBar(w) {
  const r = w.result;
  if (!r) return nothing;
  const next = r.bad ? null : r.next ?? w.next?.(r.of) ?? null;
  const lines = r.bad ? r.lines.slice(1) : r.lines;
  const done = () => { w.result = null; w.redraw(); };
  return html`<section class="result" data-tone=${r.bad ? 'bad' : 'good'} aria-label=${say('form.result')}>
    <p class="result-title" id="result-title" tabindex="-1"><span aria-hidden="true">${r.bad ? '✕' : '✓'}</span> ${r.title}${r.due ? html` <span class="aside">${r.due}</span>` : nothing}</p>
    ${r.bad && r.lines.length ? html`<p class="result-first">${r.lines[0]}</p>` : nothing}
    ${next ? html`<a id="next-step" class="button primary" href=${next.href} @click=${done}>${next.text}</a>` : nothing}
    ${r.back && !w.drillEnded() ? html`<button type="button" class="small" id="take-back" @click=${() => { const { back } = r; r.back = null; w.redraw(); back.do(); }}>${r.back.name}</button>` : nothing}
    ${lines.length ? html`<details><summary>${say('form.resultMore', lines.length)}</summary><ul>${lines.map(line => html`<li>${line}</li>`)}</ul></details>` : nothing}
    <button type="button" class="small end" @click=${done}>${say('shell.close')}</button></section>`;
}

export { focusOn, get, mayDo, maybe, title, waiting, whole };
