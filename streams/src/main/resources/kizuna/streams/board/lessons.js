// Lessons (教訓): shown where the agreement, the body or the work that they concern is used, until a drill closes them.
import { checking, right } from './acts.js';
import { get, maybe, post, whole } from './api.js';
import { focusOn } from './focus.js';
import { Form, area, formOf, input, select } from './form.js';
import { html, nothing, repeat } from './lit.js';
import { section } from './list.js';
import { chip, comma, join, plus, taskChoices, told } from './parts.js';
import { drillOf } from './shell.js';
import { days, label, say } from './words.js';

const SHOWN = 3; // Number of lessons shown beside an act.
const USUAL_DAYS = 90;
const MAX_RUNS = 24; // Number of runs offered to close a lesson, the newest of its drill first.
let known = []; // Open lessons, ordered by due day.

/** Reads the open lessons; a drill shows the real ones too, for it tests them again. Where that fails the pages show what they know. */
export async function readLessons(w) {
  const [own, real] = await Promise.all([whole('api/lessons', { open: true }), w.drill ? whole('api/lessons', { open: true, drill: null }) : null]);
  const here = new Set((own?.rows ?? []).map(l => l.lessonId));
  known = [...(own?.rows ?? []), ...(real?.rows ?? []).filter(l => !here.has(l.lessonId)).map(l => ({ ...l, real: true }))].sort((a, b) => a.dueOn.localeCompare(b.dueOn));
  w.redraw();
}

const concern = l => join([l.agreementId, l.bodyName, l.taskLabel ?? (l.taskType ? label('TaskType', l.taskType) : null)].filter(Boolean));
const dueChip = l => chip(say(l.overdue ? 'lessons.overdue' : 'lessons.due', days(l.dueOn, l.dueOn)), l.overdue ? 'red' : 'grey');

/** The lessons of an agreement, of bodies or of a work, at the place where these are used; nothing where there is none. */
export function lessonsAt({ agreementId = null, bodies = [], taskType = null }) {
  const here = known.filter(l => (l.agreementId && l.agreementId === agreementId) || (l.body && bodies.includes(l.body)) || (l.taskType && l.taskType === taskType && !l.body && !l.agreementId));
  if (!here.length) return nothing;
  return html`<div class="lessons" role="note" aria-label=${say('lessons.here')}><strong>${say('lessons.here')}</strong><ul>${repeat(here.slice(0, SHOWN), l => l.lessonId, l => html`<li><span lang="ja">${l.text}</span> <span class="aside">${l.ownerName} ${l.ownerOffice}${comma()}${l.origin}</span> ${dueChip(l)} ${l.real ? chip(say('lessons.real'), 'blue') : nothing}</li>`)}</ul>
    ${here.length > SHOWN ? html`<p class="aside">${say('lessons.more', here.length - SHOWN)}</p>` : nothing}</div>`;
}

/** What could close a lesson: objectives that runs met, each as [run|objective, text]. The run in which it was learned is none of them. */
async function metBy(lesson) {
  const { namespaces } = await get('api/namespaces');
  const tests = run => Boolean(lesson.testedBy) && (run === lesson.testedBy || run.startsWith(`${lesson.testedBy}-`));
  const runs = namespaces.map(n => drillOf(n.namespace)).filter(run => run && run !== lesson.origin)
    .sort((a, b) => tests(b) - tests(a) || b.localeCompare(a, 'en', { numeric: true })).slice(0, MAX_RUNS);
  const ended = await Promise.all(runs.map(async run => ({ run, objectives: (await maybe('api/drill', { drill: run }))?.ended?.objectives ?? [] })));
  return ended.flatMap(({ run, objectives }) => objectives.filter(o => o.met).map(o => [`${run}|${o.id}`, `${run}${comma()}${o.text}`]));
}

/** A body's lessons on its own page: to be read, recorded and closed. */
export class Lessons {
  /** @param network () → of the reports; `reporter` () → who speaks; `places` () → [code, name] that a lesson may concern; `agreements` () → [{agreementId, title}] */
  constructor(w, body, { network, reporter, places, agreements, origin }) {
    Object.assign(this, { w, body, network, reporter, places, agreements, origin, form: null, closing: null });
    const form = this.draft();
    if (form.begun) this.form = form;
  }

  draft() {
    const { w } = this;
    return new Form({
      id: 'lesson', scope: `${w.scope}.${this.body}`, keep: true, redraw: w.redraw, told: w.tell,
      initial: { text: '', about: '', origin: this.origin() ?? '', ownerOffice: '', dueOn: plus(w.today(), USUAL_DAYS), testedBy: '' },
      check: checking(v => ({ text: right.text(v.text), about: right.chosen(v.about), origin: right.text(v.origin), ownerOffice: right.text(v.ownerOffice), dueOn: right.day(v.dueOn) })),
      path: () => 'api/lessons', body: v => this.report(v),
      done: decided => {
        this.form = null;
        w.tell({ title: say('lessons.done'), lines: told(decided) });
        this.reread();
        focusOn('result-title');
      },
    });
  }

  report(v) {
    const [kind, of] = v.about.split('|');
    return {
      network: this.network(), text: v.text.trim(), origin: v.origin.trim(), ownerBody: this.body, ownerOffice: v.ownerOffice.trim(), dueOn: v.dueOn,
      ...(v.testedBy.trim() ? { testedBy: v.testedBy.trim() } : {}), [kind]: of, ...this.reporter(),
    };
  }

  async close(lesson) {
    const { w } = this;
    const form = new Form({
      id: `lesson-${lesson.lessonId}`, scope: w.scope, keep: false, redraw: w.redraw, told: w.tell, initial: { evidence: '' },
      check: checking(v => ({ evidence: right.chosen(v.evidence) })),
      path: () => `api/lessons/${encodeURIComponent(lesson.lessonId)}/close`,
      body: v => ({ network: lesson.networkId, ownerBody: lesson.ownerBody, run: v.evidence.split('|')[0], objective: v.evidence.split('|')[1], ...this.reporter() }),
      done: decided => {
        this.closing = null;
        w.tell({ title: say('lessons.closed'), lines: told(decided) });
        this.reread();
        focusOn('result-title');
      },
    });
    this.closing = { id: lesson.lessonId, form, met: null };
    w.redraw();
    const { closing } = this;
    closing.met = await metBy(lesson).catch(() => []);
    w.redraw();
    if (closing.met.length) form.focus('select');
  }

  closeForm(closing) {
    const cancel = () => { this.closing = null; this.w.redraw(); };
    if (!closing.met) return html`<p class="aside" role="status">${say('board.reading')}</p>`;
    if (!closing.met.length) return html`<p role="status">${say('lessons.noEvidence')}</p><p class="acts"><button type="button" @click=${cancel}>${say('form.back')}</button></p>`;
    return formOf(closing.form, { submit: say('lessons.close.do'), cancel, fields: html`<p class="aside wide">${say('lessons.closeHint')}</p>
      ${select(closing.form, 'evidence', { label: say('lessons.evidence'), required: true, wide: true, empty: say('form.choose'), choices: closing.met })}` });
  }

  reread() { readLessons(this.w).catch(() => {}); }

  row(l) {
    const own = l.ownerBody === this.body && !l.real;
    const open = this.closing?.id === l.lessonId ? this.closing : null;
    return html`<li class="row" id="row-lesson-${l.lessonId}"><div class="row-head"><strong lang="ja">${l.text}</strong> ${dueChip(l)} ${l.real ? chip(say('lessons.real'), 'blue') : nothing}</div>
      <p class="row-text">${concern(l)} <span class="aside">${l.ownerName} ${l.ownerOffice}${comma()}${l.origin}${l.testedBy ? comma() + say('lessons.testedBy', l.testedBy) : ''}</span></p>
      ${open ? html`<div class="panel">${this.closeForm(open)}</div>`
        : own && !this.w.drillEnded() ? html`<p class="acts noprint"><button type="button" class="small" @click=${() => this.close(l)}>${say('lessons.close')}<span class="unseen"> ${l.lessonId}</span></button></p>` : nothing}</li>`;
  }

  /** @param lists of the page, where the section is folded */
  view(lists) {
    const { form } = this;
    const own = new Set(this.agreements().map(a => a.agreementId));
    const mine = known.filter(l => l.ownerBody === this.body || l.body === this.body || own.has(l.agreementId) || (!l.body && !l.agreementId));
    const choices = [...this.agreements().map(a => [`agreementId|${a.agreementId}`, a.title ?? a.agreementId]), ...this.places().map(([code, name]) => [`body|${code}`, name]), ...taskChoices().map(([group, works]) => [group, works.map(([code, name]) => [`taskType|${code}`, name])])];
    return section({ id: 'lessons', heading: say('lessons.title'), count: mine.length, fold: lists }, html`<p class="aside">${say('lessons.hint')}</p>
      ${mine.length ? lists.view('lessons', mine, { kind: 'rows compact', key: l => l.lessonId, text: l => `${l.text} ${concern(l)} ${l.ownerName}`, row: l => this.row(l) }) : nothing}
      ${this.w.drillEnded() ? nothing : form ? html`<div class="panel">${formOf(form, {
        labelledBy: 'lessons-title', submit: say('lessons.do'), cancel: () => { form.clear(); this.form = null; this.w.redraw(); focusOn('lesson-open'); },
        fields: html`${area(form, 'text', { label: say('form.field.text'), required: true, rows: 3, maxlength: 500, hint: say('lessons.textHint') })}
          ${select(form, 'about', { label: say('lessons.about'), required: true, empty: say('form.choose'), choices })}
          ${input(form, 'origin', { label: say('form.field.origin'), required: true, maxlength: 64, hint: say('lessons.originHint') })}
          ${input(form, 'ownerOffice', { label: say('form.field.ownerOffice'), required: true, maxlength: 60, hint: say('lessons.officeHint') })}
          ${input(form, 'dueOn', { type: 'date', label: say('form.field.dueOn'), required: true })}
          ${input(form, 'testedBy', { label: say('form.field.testedBy'), maxlength: 64, hint: say('lessons.testedHint') })}`,
      })}</div>` : html`<p class="acts noprint"><button id="lesson-open" type="button" @click=${() => { this.form = this.draft(); this.w.redraw(); this.form.focus('textarea'); }}>${say('lessons.open')}</button></p>`}`);
  }
}

/** Records a lesson of a drill in the live network: by a person's act on a live page. */
export const carry = (lesson, network, reporter) => post('api/lessons', {
  network, text: lesson.text, origin: lesson.origin, facts: lesson.facts ?? [], ownerBody: lesson.ownerBody, ownerOffice: lesson.ownerOffice, dueOn: lesson.dueOn, ...reporter,
  ...Object.fromEntries(['agreementId', 'body', 'taskType', 'testedBy'].filter(name => lesson[name]).map(name => [name, lesson[name]])),
});
