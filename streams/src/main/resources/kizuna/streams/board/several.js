// One act on several rows at one press: each is a report of its own with a key of its own, so that sending again counts none twice.
import { focusOn } from './focus.js';
import { html, nothing } from './lit.js';
import { nameOf } from './acts.js';
import { say } from './words.js';

const MOST = 100; // Sent one after another: more would take minutes without progress.

/**
 * Sends the reports of several rows one after the other.
 * @param formOf row → its form; @param text row → its name in sentences; @param taken (row) when it was accepted
 * @param at (which, of how many) before each, and (0) when all are sent
 * @returns {failed, backs}: a sentence for each that was not accepted, and the forms that take back those that were
 */
export async function sendEach(acts, act, rows, { formOf, text, taken = () => {}, at }) {
  const failed = [];
  const backs = [];
  for (const [i, row] of rows.entries()) {
    at(i + 1, rows.length);
    const form = formOf(row);
    if (await acts.quietly(form)) {
      taken(row);
      const back = acts.wayBack(act, row, form.values);
      if (back?.form) backs.push(back.form);
    } else failed.push(say('several.failed', text(row), form.general[0] ?? Object.values(form.errors)[0] ?? form.doubts[0]?.text ?? ''));
  }
  at(0);
  return { failed, backs };
}

export class Several {
  /**
   * @param acts  those of the page, which make the reports
   * @param keyOf row → its key there
   * @param label row → its text in the list and in sentences; `lang` of that, where it is not the page's
   * @param fields (values, set) → controls that all share; `initial` their values, `check` (values) → what is wrong with them
   */
  constructor(w, acts, { keyOf, label, lang = null, fields = null, initial = () => ({}), check = () => null }) {
    Object.assign(this, { w, acts, keyOf, label, lang, fields, initial, check, open: null });
  }

  isOpen(id) { return this.open?.id === id; }

  /** The button that opens it; nothing for one row. */
  button(id, act, rows) {
    if (rows.length < 2 || this.acts.readOnly()) return nothing;
    return html`<button id="several-${id}" type="button" aria-expanded=${this.isOpen(id) ? 'true' : 'false'} @click=${() => this.toggle(id, act, rows)}>${say('several.open', nameOf(act), rows.length)}</button>`;
  }

  toggle(id, act, rows) {
    this.open = this.isOpen(id) ? null : { id, act, chosen: new Set(rows.slice(0, MOST).filter(r => !this.form(act, r).doubts.length).map(this.keyOf)), values: this.initial(), wrong: null, at: null };
    this.w.redraw();
  }

  form(act, row) { return this.acts.formFor(this.keyOf(row), act, row); }

  close() {
    const { id } = this.open;
    this.open = null;
    this.w.redraw();
    focusOn(`several-${id}`);
  }

  view(id, rows) {
    if (!this.isOpen(id)) return nothing;
    const { open } = this;
    const listed = rows.slice(0, MOST);
    const chosen = listed.filter(r => open.chosen.has(this.keyOf(r)));
    const sending = Boolean(open.at);
    const set = (name, value) => { open.values[name] = value; open.wrong = null; this.w.redraw(); };
    const choose = (row, yes) => { open.chosen[yes ? 'add' : 'delete'](this.keyOf(row)); this.w.redraw(); };
    return html`<form class="panel form several" novalidate aria-labelledby="several-${id}" @submit=${e => { e.preventDefault(); if (!sending) this.send(chosen); }}>
      ${this.fields?.(open.values, set, sending) ?? nothing}
      <fieldset class="wide"><legend>${say('several.which', chosen.length, rows.length)}</legend><div class="picks">${listed.map(row => {
        const doubt = this.form(open.act, row).doubts[0];
        return html`<label class="pick"><input type="checkbox" .checked=${open.chosen.has(this.keyOf(row))} ?disabled=${sending} @change=${e => choose(row, e.target.checked)}>
          <span><span lang=${this.lang ?? nothing}>${this.label(row)}</span>${doubt ? html` <small class="doubt">${doubt.text}</small>` : nothing}</span></label>`;
      })}</div></fieldset>
      ${rows.length > MOST ? html`<p class="aside">${say('several.most', MOST)}</p>` : nothing}
      ${open.wrong ? html`<p class="wrong wide" id="several-wrong" tabindex="-1"><span aria-hidden="true">▲ </span>${open.wrong}</p>` : nothing}
      <p class="acts"><button type="submit" class="primary" ?disabled=${sending}>${open.at ?? say('several.do', nameOf(open.act), chosen.length)}</button>
        <button type="button" ?disabled=${sending} @click=${() => this.close()}>${say('form.cancel')}</button></p></form>`;
  }

  async send(rows) {
    const { open } = this;
    const { act } = open;
    open.wrong = rows.length ? this.check(open.values) : say('form.wrong.choice');
    this.w.redraw();
    if (open.wrong) { focusOn('several-wrong'); return; }
    const { failed, backs } = await sendEach(this.acts, act, rows, {
      formOf: row => { const form = this.form(act, row); form.values = { ...form.values, ...open.values }; return form; },
      text: this.label, taken: row => open.chosen.delete(this.keyOf(row)),
      at: (i, n) => { open.at = i ? say('several.at', i, n) : null; this.w.redraw(); },
    });
    if (failed.length) open.wrong = failed.join(' ');
    else this.open = null;
    const good = rows.length - failed.length;
    this.w.tell({
      of: act, bad: failed.length > 0, title: say('several.done', nameOf(act), good, rows.length), lines: failed,
      back: backs.length ? { name: say('act.retract'), do: () => this.takeBack(backs) } : null,
    });
    this.w.reread();
    focusOn('result-title');
  }

  async takeBack(forms) {
    let taken = 0;
    for (const form of forms) if (await this.acts.quietly(form)) taken++;
    this.w.tell({ bad: taken < forms.length, title: say('several.takenBack', taken, forms.length), lines: forms.flatMap(form => form.general) });
    this.w.reread();
    focusOn('result-title');
  }
}
