// One report that somebody is writing: its fields, what is wrong with them, and what became of it.
// It survives a reload, a lost line and a new sign-in, and is counted once however often it is sent.
import { actKey, outcome, post, Problem } from './api.js';
import { drafts } from './drafts.js';
import { focusWhenThere } from './focus.js';
import { isEscape } from './keys.js';
import { html, live, nothing } from './lit.js';
import { dayTyped, narrow } from './text.js';
import { forget, keepTrying, leftOpen, remember, stopTrying } from './unsent.js';
import { knows, language, say, time } from './words.js';

// A path in the server's answer, such as needs[0].headCount, is that of a field or of one inside it.
const fieldOf = (path, known) => known.find(name => path === name) ?? known.find(name => path.startsWith(`${name}[`) || path.startsWith(`${name}.`));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class Form {
  /**
   * @param spec.id       unique on the page; with `spec.scope` the name under which the draft is kept (`spec.keptAs` if that is more)
   * @param spec.initial  values to start with
   * @param spec.check    (values) → {field: sentence} of all that is wrong
   * @param spec.path     (values) → address; spec.body (values) → what is sent
   * @param spec.keep     whether the draft outlives the page
   * @param spec.stays    whether closing the form leaves its values: else it asks before it throws text away
   * @param spec.final    whether it cannot be undone: it is shown once more before it is sent
   * @param spec.doubts   (values) → [{text, flag}] of what is odd about it and is asked before it is sent; the report then says by its
   *                      flag, if it has one, that it is meant
   * @param spec.correct  (firstId, differences, values) → {path, body} that changes what was sent first; null if it cannot be changed
   * @param spec.done     (outcome, values) after it was accepted
   */
  constructor(spec) {
    this.spec = spec;
    this.id = spec.id;
    this.keptAs = spec.keep ? `${spec.scope}.${spec.keptAs ?? spec.id}` : null;
    this.begin(this.keptAs && drafts.find(this.keptAs));
    this.left = this.keptAs && !this.touched ? drafts.left(this.keptAs) : null;
    this.goOn();
  }

  /** A sending that was open when the page was closed goes out again. */
  goOn() {
    if (this.phase !== 'unknown' || !this.sent) return;
    keepTrying(this);
    setTimeout(() => this.resend(), 0);
  }

  begin(kept) {
    this.values = { ...this.spec.initial, ...(kept?.values ?? {}) };
    this.key = kept?.key ?? actKey();
    this.sent = kept?.sent ?? null; // Sent with this key, as {content, values}.
    this.restored = Boolean(kept?.touched);
    this.touched = Boolean(kept?.touched);
    // A page that was closed while it sent never heard whether it arrived.
    this.phase = ['unknown', 'sending', 'waiting'].includes(kept?.phase) ? 'unknown' : 'typing';
    this.reset();
  }

  reset() {
    Object.assign(this, { errors: {}, general: [], mend: null, asking: false, insisted: [], leaving: null, second: null });
  }

  get sending() { return this.phase === 'sending' || this.phase === 'waiting'; }

  /** Whether somebody is in the middle of it, here or in a tab that was closed. */
  get begun() { return this.touched || Boolean(this.left); }

  get hasText() { return this.touched && Object.keys(this.spec.initial).some(name => !same(this.values[name], this.spec.initial[name])); }

  set(name, value) {
    this.values = { ...this.values, [name]: value };
    const { [name]: gone, ...others } = this.errors;
    this.errors = others;
    this.changed();
  }

  fill(values) {
    this.values = { ...this.values, ...values };
    this.errors = {};
    this.changed();
  }

  changed() {
    Object.assign(this, { touched: true, asking: false, insisted: [], leaving: null, second: null });
    this.keep();
    this.spec.changed?.(this);
    this.spec.redraw();
  }

  keep() {
    if (this.keptAs) drafts.keep(this.keptAs, { values: this.values, key: this.key, sent: this.sent, phase: this.phase, touched: this.touched });
  }

  clear(values = {}) {
    if (this.keptAs) drafts.drop(this.keptAs);
    stopTrying(this);
    this.begin({ values });
    this.spec.redraw();
  }

  /** Goes on with what a closed tab left. */
  takeOver() {
    this.begin(drafts.take(this.left));
    this.left = null;
    this.goOn();
    this.spec.changed?.(this);
    this.spec.redraw();
  }

  forget() {
    drafts.forget(this.left);
    this.left = null;
    this.spec.redraw();
  }

  checked() {
    this.errors = this.spec.check?.(this.values) ?? {};
    this.general = [];
    this.mend = null;
    return Object.keys(this.errors).length === 0;
  }

  /** What is odd about it and has to be confirmed. */
  get doubts() {
    const own = (this.spec.doubts?.(this.values) ?? []).filter(doubt => doubt.text);
    return [...this.insisted, ...own.filter(doubt => !this.insisted.some(other => other.flag === doubt.flag))];
  }

  // What cannot be undone, or is odd, is shown once more before it is sent.
  async submit() {
    if (this.sending) return null;
    if (!this.checked()) return this.wrong();
    if (!this.asking && (this.spec.final || this.doubts.length)) {
      this.asking = true;
      this.leaving = null;
      this.spec.redraw();
      return this.focus('[data-ask]');
    }
    return this.send();
  }

  /** Closes the form, but throws away nothing that was typed without asking. */
  leave(close) {
    if (this.sending) return;
    if (this.spec.stays) close();
    else this.giveUp(close);
  }

  /** Does what throws away what was written, after a question where there is any. */
  giveUp(act) {
    if (!this.hasText) { act(); return; }
    this.leaving = this.leaving ? null : act;
    this.asking = false;
    this.spec.redraw();
    if (this.leaving) this.focus('[data-ask]');
  }

  /** Sends once more what was sent, unless something else is written by now. */
  resend() {
    if (this.sending) return;
    if (this.phase === 'unknown' && this.sent && same(this.values, this.sent.values)) this.send(JSON.parse(this.sent.content), true);
    else stopTrying(this);
  }

  /** What goes out: the address, and the body that says what is meant though it is odd. */
  parcel() {
    const body = this.spec.body(this.values);
    for (const { flag } of this.doubts) if (flag) body[flag] = true;
    return [this.spec.path(this.values), body];
  }

  /** @param byItself nobody pressed: a new failure takes the focus from nobody and is not spoken again */
  async send([path, body] = this.parcel(), byItself = false) {
    this.byItself = byItself;
    const content = JSON.stringify([path, body]);
    // A key belongs to one sending. While nobody knows whether that arrived the key stays, so that the server can tell.
    if (this.sent && this.sent.content !== content && this.phase !== 'unknown') this.newKey();
    const first = this.phase === 'unknown' ? this.sent : null;
    this.sent = first ?? { content, values: this.values };
    this.phase = 'sending';
    this.second = null;
    this.keep();
    if (!this.keptAs) remember(this.spec.scope, this.key, this.sent.content);
    this.spec.redraw();
    let receipt;
    try {
      receipt = await post(path, body, this.key);
    } catch (error) {
      return this.failed(error, first);
    }
    this.phase = 'waiting';
    this.keep();
    this.spec.redraw();
    let decided = null;
    try {
      decided = await outcome(receipt.outcome);
    } catch { /* It is on the log; the page will show what became of it. */ }
    return this.decided(receipt, decided);
  }

  newKey() {
    this.key = actKey();
    this.sent = null;
  }

  /** Its answer is known. */
  settled() {
    stopTrying(this);
    if (!this.keptAs) forget(this.spec.scope, this.key);
  }

  decided(receipt, decided) {
    this.settled();
    if (decided && decided.outcome !== 'ACCEPTED' && decided.outcome !== 'DUPLICATE') {
      this.phase = 'typing';
      this.newKey(); // There was a response: the next report is another one.
      const reasons = decided.reasons ?? [];
      if (reasons.length && reasons.every(r => r.confirmedBy)) return this.insist(reasons.map(r => ({ text: r.sentence, flag: r.confirmedBy })));
      this.asking = false;
      this.general = (decided.reasons ?? []).map(r => r.sentence);
      if (!this.general.length) this.general = [decided.deadLetter?.label ?? say('form.deadLetter')];
      return this.say(say('form.rejected'));
    }
    const values = this.values;
    this.clear(this.spec.after?.(values) ?? {});
    this.spec.done?.(decided, values, receipt);
    return decided;
  }

  /** @param first what went out earlier under this key, where nobody knew whether it arrived */
  failed(error, first) {
    const problem = error instanceof Problem ? error : new Problem(0, {});
    this.asking = false;
    if (problem.isSecond) {
      // The first sending had arrived: what it was, and what can be done, instead of a refusal.
      this.settled();
      this.phase = 'unknown';
      this.general = [];
      this.second = { firstId: problem.firstId, differences: problem.differences ?? this.differences(first?.values) };
      return this.say(problem.title);
    }
    if (problem.isPassing) {
      // Nobody knows whether it arrived: the same report under the same key is safe to send again.
      this.phase = 'unknown';
      keepTrying(this);
      this.general = [problem.detail];
      return this.say(say('form.unknown'), false, this.byItself);
    }
    this.settled();
    // It did not arrive; whether an earlier one did is as unknown as before.
    this.phase = first ? 'unknown' : 'typing';
    if (!first) this.newKey();
    const known = Object.keys(this.spec.initial);
    const left = [];
    for (const { path, sentence, message } of problem.errors) {
      const wrong = { path, message: sentence ?? message };
      const name = fieldOf(wrong.path, known);
      if (name && !this.errors[name]) this.errors = { ...this.errors, [name]: wrong.message };
      else if (!name) left.push(wrong.message);
    }
    this.general = [problem.detail, ...left];
    this.mend = problem.mend;
    return this.say(problem.title, Object.keys(this.errors).length > 0);
  }

  /** The server finds it odd: asked, and sent again as meant. */
  insist(doubts) {
    this.insisted = [...this.insisted, ...doubts];
    this.general = [];
    this.asking = true;
    this.keep();
    this.spec.redraw();
    return this.focus('[data-ask]');
  }

  differences(first) {
    return Object.keys(first ?? {}).filter(name => !same(first[name], this.values[name])).map(field => ({ field, first: first[field], now: this.values[field] }));
  }

  /** Sends it as another report beside the first. */
  asAnother() {
    this.newKey();
    this.phase = 'typing';
    this.second = null;
    return this.send();
  }

  /** Changes what arrived first into what is written now. */
  async correctFirst() {
    const { firstId, differences } = this.second;
    const change = this.spec.correct(firstId, differences, this.values);
    const fixing = new Form({
      id: this.id, scope: this.spec.scope, keep: false, initial: {}, redraw: this.spec.redraw, path: () => change.path, body: () => change.body,
      done: (decided, gone, receipt) => { const { values } = this; this.clear(); this.spec.done?.(decided, values, { ...receipt, requestId: firstId }); },
    });
    this.phase = 'sending';
    this.spec.redraw();
    await fixing.send();
    if (!this.sending) return;
    this.phase = 'unknown';
    this.general = [...fixing.general, ...Object.values(fixing.errors)];
    this.say(fixing.verdict);
  }

  say(verdict, wrong = false, silently = false) {
    this.verdict = verdict;
    this.keep();
    this.spec.redraw();
    if (silently) return null;
    this.spec.told?.({ bad: true, quiet: true, title: verdict, lines: this.general });
    return wrong ? this.wrong() : this.focus('[data-general]');
  }

  wrong() {
    this.asking = false;
    this.spec.redraw();
    this.spec.told?.({ quiet: true, title: say('form.fields', Object.keys(this.errors).length), lines: [] });
    return this.focus('[aria-invalid="true"], [data-invalid]');
  }

  focus(what) {
    focusWhenThere(() => document.getElementById(`form-${this.id}`)?.querySelector(what), { before: at => at.closest('details')?.setAttribute('open', '') });
    return null;
  }
}

// Controls --------------------------------------------------------------------------------------

const idOf = (form, name) => `${form.id}-${name}`;
const describedBy = (form, name, hint) =>
  [hint ? `${idOf(form, name)}-hint` : '', form.errors[name] ? `${idOf(form, name)}-error` : ''].filter(Boolean).join(' ') || nothing;

const errorOf = (form, name) => form.errors[name]
  ? html`<p class="wrong" id="${idOf(form, name)}-error"><span aria-hidden="true">▲ </span>${form.errors[name]}</p>` : nothing;
const hintOf = (form, name, hint) => hint ? html`<p class="hint" id="${idOf(form, name)}-hint">${hint}</p>` : nothing;
const must = required => required ? html`<span class="must">${say('form.required')}</span>` : nothing;

function frame(form, name, { label, hint, required, wide }, control) {
  return html`<div class="field ${wide ? 'wide' : ''}">
    <label for=${idOf(form, name)}>${label}${must(required)}</label>${hintOf(form, name, hint)}${control}${errorOf(form, name)}</div>`;
}

export function input(form, name, options) {
  const { type = 'text', required, hint, min, max, maxlength, inputmode, list, unit, autocomplete = 'off' } = options;
  // A value that changes under an input method's hands would end its conversion: figures are made narrow behind it, days at the end.
  const figures = inputmode === 'numeric' ? narrow : text => text;
  const finished = text => { if (text !== form.values[name]) form.set(name, text); };
  return frame(form, name, options, html`<span class="control"><input id=${idOf(form, name)} name=${name} type=${type}
    .value=${live(form.values[name] ?? '')} @input=${e => form.set(name, e.isComposing ? e.target.value : figures(e.target.value))}
    @compositionend=${e => finished(figures(e.target.value))} @change=${e => finished(type === 'date' ? dayTyped(e.target.value) : figures(e.target.value))} ?disabled=${form.sending}
    autocomplete=${autocomplete} aria-required=${required ? 'true' : nothing} aria-invalid=${form.errors[name] ? 'true' : nothing}
    aria-describedby=${describedBy(form, name, hint)} min=${min ?? nothing} max=${max ?? nothing}
    maxlength=${maxlength ?? nothing} inputmode=${inputmode ?? nothing} list=${list ? `${idOf(form, name)}-list` : nothing}>
    ${unit ? html`<span class="unit">${unit}</span>` : nothing}</span>
    ${list ? html`<datalist id="${idOf(form, name)}-list">${list.map(v => html`<option value=${v}></option>`)}</datalist>` : nothing}`);
}

export function area(form, name, options) {
  const { required, hint, rows = 3, maxlength } = options;
  return frame(form, name, { ...options, wide: true }, html`<textarea id=${idOf(form, name)} name=${name} rows=${rows}
    .value=${live(form.values[name] ?? '')} @input=${e => form.set(name, e.target.value)} ?disabled=${form.sending}
    aria-required=${required ? 'true' : nothing} aria-invalid=${form.errors[name] ? 'true' : nothing}
    aria-describedby=${describedBy(form, name, hint)} maxlength=${maxlength ?? nothing}></textarea>`);
}

/** @param options.choices [[value, text]…] or [[group, [[value, text]…]]…] */
export function select(form, name, options) {
  const { required, hint, choices, empty } = options;
  const value = form.values[name] ?? '';
  const option = ([code, text]) => html`<option value=${code} ?selected=${code === value}>${text}</option>`;
  return frame(form, name, options, html`<select id=${idOf(form, name)} name=${name} .value=${live(value)}
    @change=${e => form.set(name, e.target.value)} ?disabled=${form.sending}
    aria-required=${required ? 'true' : nothing} aria-invalid=${form.errors[name] ? 'true' : nothing}
    aria-describedby=${describedBy(form, name, hint)}>
    ${empty === undefined ? nothing : html`<option value="" ?selected=${value === ''}>${empty}</option>`}
    ${choices.map(([code, text]) => Array.isArray(text) ? html`<optgroup label=${code}>${text.map(option)}</optgroup>` : option([code, text]))}
    </select>`);
}

function group(form, name, { label, hint, required }, inside) {
  return html`<fieldset class="field wide" aria-describedby=${describedBy(form, name, hint)}
    tabindex=${form.errors[name] ? '-1' : nothing} data-invalid=${form.errors[name] ? 'true' : nothing}>
    <legend>${label}${must(required)}</legend>${hintOf(form, name, hint)}<div class="picks">${inside}</div>${errorOf(form, name)}</fieldset>`;
}

export function radios(form, name, options) {
  return group(form, name, options, options.choices.map(([code, text]) => html`<label class="pick">
    <input type="radio" name=${idOf(form, name)} value=${code} .checked=${live(form.values[name] === code)} ?disabled=${form.sending}
      @change=${() => form.set(name, code)}>${text}</label>`));
}

export function checks(form, name, options) {
  const chosen = form.values[name] ?? [];
  return group(form, name, options, options.choices.map(([code, text]) => html`<label class="pick">
    <input type="checkbox" name=${idOf(form, name)} value=${code} .checked=${live(chosen.includes(code))} ?disabled=${form.sending}
      @change=${e => form.set(name, e.target.checked ? [...chosen, code] : chosen.filter(c => c !== code))}>${text}</label>`));
}

export function flag(form, name, { label }) {
  return html`<div class="field wide"><label class="pick"><input type="checkbox" id=${idOf(form, name)} .checked=${live(Boolean(form.values[name]))}
    ?disabled=${form.sending} @change=${e => form.set(name, e.target.checked)}>${label}</label></div>`;
}

/** What somebody wrote in a tab that was closed. */
const leftView = form => (form.left ? html`<p class="restored" role="status">${say(form.left.value.sent ? 'form.left.open' : 'form.left', time(form.left.at))}
  <span class="acts"><button type="button" class="small" @click=${() => form.takeOver()}>${say(form.left.value.sent ? 'form.left.send' : 'form.left.take')}</button>
  <button type="button" class="small" @click=${() => form.forget()}>${say('form.left.forget')}</button></span></p>` : nothing);

// The values of a field as people read them: a code by its label, a list by its length.
function shown(form, field, value) {
  const text = form.spec.shown?.(field, value);
  if (text !== undefined) return text;
  return Array.isArray(value) ? say('form.second.many', value.length) : typeof value === 'boolean' ? say(value ? 'form.yes' : 'form.no') : value === null || value === '' ? say('form.second.nothing') : String(value);
}

// Milliseconds; what was pressed longer ago may be another thing by now, and is said instead.
const SENT_LATE = 3_600_000;

/** Sends again what a page that was closed was sending, each under its own key, and says what became of it. */
export function sendLeftOpen(w) {
  for (const { key, content, at } of leftOpen(w.scope)) {
    const [path, body] = JSON.parse(content);
    if (Date.now() - at > SENT_LATE) {
      forget(w.scope, key);
      w.tell({ bad: true, title: say('form.tooLate', time(at)), lines: [say('form.tooLate.look')] });
      continue;
    }
    const form = new Form({
      id: 'left-open', scope: w.scope, keep: false, initial: {}, redraw: w.redraw, told: told => w.tell({ ...told, quiet: false }), path: () => path, body: () => body,
      done: decided => { w.tell({ title: say('form.sentAfterAll'), lines: decided ? [] : [say('form.notDecidedYet')] }); w.reread(); },
    });
    Object.assign(form, { key, sent: { content, values: {} }, phase: 'unknown' });
    form.goOn();
  }
}

// The part of a list, such as needs[0].headCount, is said by the name of the list.
export const rootOf = path => path.split(/[.[]/, 1)[0];
const fieldName = (form, path) => form.spec.names?.[rootOf(path)] ?? say(knows(`form.field.${rootOf(path)}`) ? `form.field.${rootOf(path)}` : 'form.field.other');

// The same sending had arrived with other content: the first stands, and it is for the person to say what is meant.
function secondView(form) {
  const { firstId, differences } = form.second;
  const change = firstId && differences.length ? form.spec.correct?.(firstId, differences, form.values) : null;
  const one = differences.length === 1 ? differences[0] : null;
  return html`<div class="ask" data-general tabindex="-1"><p><strong>${one ? say('form.second.one', shown(form, one.field, one.first)) : say('form.second')}</strong>${firstId ? html` <span class="aside">${firstId}</span>` : nothing}</p>
    ${differences.length ? html`<ul>${differences.map(d => html`<li>${say('form.second.differs', fieldName(form, d.field), shown(form, d.field, d.first), shown(form, d.field, d.now))}</li>`)}</ul>` : nothing}
    ${form.general.length ? html`<ul>${form.general.map(line => html`<li class="wrong">${line}</li>`)}</ul>` : nothing}
    <p class="acts">${change ? html`<button type="button" class="primary" ?disabled=${form.sending} @click=${() => form.correctFirst()}>${one ? say('form.second.changeOne', shown(form, one.field, one.first), shown(form, one.field, one.now)) : say('form.second.change')}</button>` : nothing}
      <button type="button" ?disabled=${form.sending} @click=${() => form.asAnother()}>${say(form.spec.another ?? 'form.asNew')}</button>
      <button type="button" ?disabled=${form.sending} @click=${() => form.clear()}>${say('form.second.keep')}</button></p></div>`;
}

/** The form itself: what is wrong first, the fields, then one button that says what it does. */
export function formOf(form, { fields, submit, ask, cancel, tone = 'primary', labelledBy }) {
  const leave = () => form.leave(cancel);
  const refused = form.general.length ? html`<div class="refused" data-general tabindex="-1"><p><strong>${form.verdict}</strong></p>
      <ul>${form.general.map(line => html`<li>${line}</li>`)}</ul>
      ${form.phase === 'unknown' ? html`<p>${say('form.sendAgainSafe')} ${say('form.sendsItself')}</p>` : nothing}
      ${form.mend ? html`<p class="acts"><button type="button" @click=${form.mend.do}>${form.mend.name}</button></p>` : nothing}</div>` : nothing;
  const buttons = html`<p class="acts"><button type="submit" class=${tone} ?disabled=${form.sending}>${
          form.phase === 'sending' ? say('form.sending') : form.phase === 'waiting' ? say('form.waiting') : form.phase === 'unknown' ? say('form.sendAgain') : submit}</button>
          ${cancel ? html`<button type="button" ?disabled=${form.sending} @click=${leave}>${say('form.cancel')}</button>` : nothing}</p>`;
  const question = (text, act, back) => html`<div class="ask" data-ask tabindex="-1"><p>${text}</p><p class="acts">${act}
          <button type="button" @click=${back}>${say('form.back')}</button></p></div>`;
  return html`<form id="form-${form.id}" class="form" novalidate lang=${language()} aria-labelledby=${labelledBy ?? nothing}
    @submit=${e => { e.preventDefault(); form.submit(); }} @keydown=${e => { if (isEscape(e) && cancel) { e.stopPropagation(); leave(); } }}>
    ${form.second ? nothing : refused}
    ${leftView(form)}
    ${fields}
    ${form.leaving ? question(html`<strong>${say('form.leave')}</strong>`,
        html`<button type="button" class="danger" @click=${() => form.leaving()}>${say('form.leave.do')}</button>`, () => { form.leaving = null; form.spec.redraw(); })
      : form.second ? secondView(form)
      : form.asking ? question(html`${form.doubts.map(doubt => html`<strong>${doubt.text}</strong> `)}${ask && form.spec.final ? ask : nothing} ${say('form.sure')}`,
          html`<button type="submit" class="danger" ?disabled=${form.sending}>${form.sending ? say('form.sending') : say('form.doIt', submit)}</button>`,
          () => { form.asking = false; form.insisted = []; form.spec.redraw(); })
      : buttons}
  </form>`;
}
