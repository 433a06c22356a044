// Whom to call at a body (連絡窓口): an office and its telephone, day and night, never a person.
import { checking } from './acts.js';
import { whole } from './api.js';
import { focusOn } from './focus.js';
import { Form, formOf, input } from './form.js';
import { html, nothing } from './lit.js';
import { section } from './list.js';
import { told } from './parts.js';
import { narrow } from './text.js';
import { undoing } from './undo.js';
import { say } from './words.js';

const PHONE = /^\+?(?:[ ()-]*[0-9]){8,20}[ )]*(?:(?:内線|ext\.?|x) ?[0-9]{1,6})?$/;
let known = new Map(); // By body; for a body in several networks the newest number.

/** Reads whom to call; where that fails the pages show what they know. */
export async function readDutyDesks(w) {
  const { rows } = await whole('api/duty-desks');
  known = new Map([...rows].sort((a, b) => a.since.localeCompare(b.since)).map(row => [row.body, row]));
  w.redraw();
}

const phone = number => html`<a href="tel:${number.replace(/(内線|ext|x).*$/, '').replace(/[^+0-9]/g, '')}">${number}</a>`;

/** The office of a body and its telephones, as a line of its card; nothing where it said none. */
export function contact(body, name = null) {
  const desk = known.get(body);
  return desk ? html`<p class="row-text contact"><span aria-hidden="true">☎</span> <span class="unseen">${say('duty.title')}</span> ${name ? `${name} ` : ''}${desk.office} ${phone(desk.phone)}${desk.secondPhone ? html` / ${phone(desk.secondPhone)}` : nothing}
    ${desk.remark ? html`<span class="aside">${desk.remark}</span>` : nothing}</p>` : nothing;
}

/** The same as text, for a sheet. */
export const contactText = body => { const desk = known.get(body); return desk ? [desk.office, desk.phone, desk.secondPhone, desk.remark].filter(Boolean).join(' ') : ''; };

const valuesOf = desk => ({ office: desk?.office ?? '', phone: desk?.phone ?? '', secondPhone: desk?.secondPhone ?? '', remark: desk?.remark ?? '' });

/** A body's own duty desk on its own page, with the form that publishes it. */
export class DutyDesk {
  /** @param network () → of the reports; `reporter` () → who speaks */
  constructor(w, body, { network, reporter }) {
    Object.assign(this, { w, body, network, reporter, form: null });
    const form = this.draft();
    if (form.begun) this.form = form;
  }

  draft() {
    const { w, body } = this;
    const before = known.get(body);
    return new Form({
      id: 'duty-desk', scope: `${w.scope}.${body}`, keep: true, redraw: w.redraw, told: w.tell, initial: valuesOf(before),
      check: checking(v => {
        const none = !v.office.trim() && !v.phone.trim();
        const wrongPhone = text => (PHONE.test(narrow(text)) ? null : say('duty.wrong.phone'));
        return { office: none || v.office.trim() ? null : say('form.wrong.text'), phone: none ? null : wrongPhone(v.phone), secondPhone: v.secondPhone.trim() ? wrongPhone(v.secondPhone) : null };
      }),
      path: () => 'api/duty-desks', body: v => this.report(v),
      done: decided => {
        this.form = null;
        w.tell({ title: say('duty.done'), lines: told(decided), back: undoing(w, { path: 'api/duty-desks', body: this.report(valuesOf(before)), then: () => this.reread() }) });
        this.reread();
        focusOn('result-title');
      },
    });
  }

  report(v) {
    const given = Object.entries({ secondPhone: narrow(v.secondPhone), remark: v.remark.trim() }).filter(([, text]) => text);
    return { network: this.network(), body: this.body, office: v.office.trim(), phone: narrow(v.phone), ...Object.fromEntries(given), ...this.reporter() };
  }

  reread() { readDutyDesks(this.w).catch(() => {}); }

  open(form) {
    this.form = form;
    this.w.redraw();
  }

  close() {
    this.form.clear();
    this.form = null;
    this.w.redraw();
    focusOn('duty-open');
  }

  /** @param lists of the page, where the section is folded */
  view(lists) {
    const { form } = this;
    return section({ id: 'duty', heading: say('duty.title'), count: contactText(this.body) || say('duty.unpublished'), fold: lists }, html`${known.has(this.body) ? contact(this.body) : html`<p class="aside">${say('duty.none')}</p>`}
      ${form ? html`<div class="panel">${formOf(form, {
        labelledBy: 'duty-title', submit: say('duty.do'), cancel: () => this.close(),
        fields: html`${input(form, 'office', { label: say('form.field.office'), maxlength: 60, hint: say('duty.officeHint') })}
          ${input(form, 'phone', { type: 'tel', label: say('form.field.phone'), maxlength: 40, hint: say('duty.phoneHint') })}
          ${input(form, 'secondPhone', { type: 'tel', label: say('form.field.secondPhone'), maxlength: 40 })}
          ${input(form, 'remark', { label: say('form.field.remark'), maxlength: 100, hint: say('duty.remarkHint') })}`,
      })}</div>` : this.w.drillEnded() ? nothing : html`<p class="acts noprint"><button id="duty-open" type="button" @click=${() => { this.open(this.draft()); this.form.focus('input'); }}>${say(known.has(this.body) ? 'duty.open' : 'duty.do')}</button></p>`}`);
  }
}
