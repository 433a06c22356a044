// One report that somebody is writing: its fields, what is wrong with them, and what became of it.
// It survives a reload and a lost line, and is counted once however often it is sent.
import { Problem, actKey, outcome, post } from './api.js';
import { focusWhenThere } from './focus.js';
import { html, live, nothing } from './lit.js';
import { dayTyped, narrow } from './text.js';
import { language, say } from './words.js';

const store = {
  read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* It then lives as long as the page. */ } },
  remove(key) { try { localStorage.removeItem(key); } catch { /* the same */ } },
};

// A path in the server's answer, such as needs[0].headCount, is that of a field or of one inside it.
const fieldOf = (path, known) => known.find(name => path === name) ?? known.find(name => path.startsWith(`${name}[`) || path.startsWith(`${name}.`));

export class Form {
  /**
   * @param spec.id      unique on the page; with `spec.scope` the name under which the draft is kept
   * @param spec.initial values to start with
   * @param spec.check   (values) → {field: sentence} of all that is wrong
   * @param spec.path    (values) → address; spec.body (values) → what is sent
   * @param spec.keep    whether the draft outlives the page
   * @param spec.done    (outcome, values) after it was accepted
   */
  constructor(spec) {
    this.spec = spec;
    this.id = spec.id;
    this.keptAs = spec.keep ? `kizuna.draft.${spec.scope}.${spec.id}` : null;
    const kept = this.keptAs && store.read(this.keptAs);
    this.values = { ...spec.initial, ...(kept?.values ?? {}) };
    this.key = kept?.key ?? actKey();
    this.restored = Boolean(kept?.touched);
    this.touched = Boolean(kept?.touched);
    this.phase = kept?.phase === 'unknown' ? 'unknown' : 'typing';
    this.errors = {};
    this.general = [];
    this.asking = false;
  }

  get sending() { return this.phase === 'sending' || this.phase === 'waiting'; }

  set(name, value) {
    this.values = { ...this.values, [name]: value };
    const { [name]: gone, ...others } = this.errors;
    this.errors = others;
    this.touched = true;
    // Other content under the same key would be taken for a mistake; only where nobody knows whether it arrived is that what we want.
    if (this.phase !== 'unknown' && !this.sending) this.phase = 'typing';
    this.keep();
    this.spec.changed?.(this);
    this.spec.redraw();
  }

  fill(values) {
    this.values = { ...this.values, ...values };
    this.errors = {};
    this.touched = true;
    this.keep();
    this.spec.changed?.(this);
    this.spec.redraw();
  }

  keep() {
    if (this.keptAs) store.write(this.keptAs, { values: this.values, key: this.key, phase: this.phase, touched: this.touched });
  }

  clear(values = {}) {
    if (this.keptAs) store.remove(this.keptAs);
    this.values = { ...this.spec.initial, ...values };
    this.key = actKey();
    this.phase = 'typing';
    this.touched = false;
    this.restored = false;
    this.asking = false;
    this.errors = {};
    this.general = [];
    this.spec.redraw();
  }

  checked() {
    this.errors = this.spec.check?.(this.values) ?? {};
    this.general = [];
    return Object.keys(this.errors).length === 0;
  }

  // What cannot be undone is shown once more before it is sent.
  async submit() {
    if (this.sending) return null;
    if (!this.checked()) return this.wrong();
    if (this.spec.final && !this.asking) {
      this.asking = true;
      this.spec.redraw();
      return this.focus('[data-ask]');
    }
    return this.send();
  }

  async send() {
    this.phase = 'sending';
    this.keep();
    this.spec.redraw();
    let receipt;
    try {
      receipt = await post(this.spec.path(this.values), this.spec.body(this.values), this.key);
    } catch (error) {
      return this.failed(error);
    }
    this.phase = 'waiting';
    this.keep();
    this.spec.redraw();
    let decided = null;
    try {
      decided = await outcome(receipt.outcome);
    } catch { /* It is on the log; the page will show what became of it. */ }
    if (!decided?.outcome) decided = null;
    return this.decided(receipt, decided);
  }

  decided(receipt, decided) {
    if (decided && decided.outcome !== 'ACCEPTED' && decided.outcome !== 'DUPLICATE') {
      this.phase = 'typing';
      this.asking = false;
      this.key = actKey(); // It was answered: what is sent next is another report.
      this.general = (decided.reasons ?? []).map(r => r.sentence);
      if (!this.general.length) this.general = [decided.deadLetter?.label ?? say('form.deadLetter')];
      this.verdict = say('form.rejected');
      this.keep();
      this.spec.redraw();
      this.spec.told?.({ bad: true, quiet: true, title: say('form.rejected'), lines: this.general });
      return this.focus('[data-general]');
    }
    const values = this.values;
    this.clear(this.spec.after?.(values) ?? {});
    this.spec.done?.(decided, values, receipt);
    return decided;
  }

  failed(error) {
    if (!(error instanceof Problem) || error.status === 0 || error.status >= 500 || error.status === 429) {
      // Nobody knows whether it arrived: the same report under the same key is safe to send again.
      this.phase = 'unknown';
      this.asking = false;
      this.general = [error instanceof Problem && error.detail ? error.detail : say('form.lineLost')];
      this.verdict = say('form.unknown');
      this.keep();
      this.spec.redraw();
      this.spec.told?.({ bad: true, quiet: true, title: say('form.unknown'), lines: [say('form.sendAgainSafe')] });
      return this.focus('[data-general]');
    }
    this.phase = 'typing';
    this.asking = false;
    const known = Object.keys(this.spec.initial ?? {});
    const left = [];
    for (const wrong of error.errors ?? []) {
      const name = fieldOf(wrong.path, known);
      if (name && !this.errors[name]) this.errors = { ...this.errors, [name]: wrong.message };
      else if (!name) left.push(wrong.message);
    }
    this.verdict = error.title ?? say('form.refused');
    this.general = [error.detail ?? String(error.message), ...left].filter(Boolean);
    if (error.status === 422 || error.status === 409) this.phase = 'unknown';
    this.keep();
    this.spec.redraw();
    this.spec.told?.({ bad: true, quiet: true, title: this.verdict, lines: this.general });
    return Object.keys(this.errors).length ? this.wrong() : this.focus('[data-general]');
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

/** The form itself: what is wrong first, the fields, then one button that says what it does. */
export function formOf(form, { fields, submit, ask, cancel, tone = 'primary', labelledBy }) {
  const lang = language();
  return html`<form id="form-${form.id}" class="form" novalidate lang=${lang} aria-labelledby=${labelledBy ?? nothing}
    @submit=${e => { e.preventDefault(); form.submit(); }} @keydown=${e => { if (e.key === 'Escape' && cancel && !form.sending) { e.stopPropagation(); cancel(); } }}>
    ${form.general.length ? html`<div class="refused" data-general tabindex="-1"><p><strong>${form.verdict}</strong></p>
      <ul>${form.general.map(line => html`<li>${line}</li>`)}</ul>
      ${form.phase === 'unknown' ? html`<p>${say('form.sendAgainSafe')}</p>` : nothing}</div>` : nothing}
    ${fields}
    ${form.asking
      ? html`<div class="ask" data-ask tabindex="-1"><p><strong>${say('form.sure')}</strong> ${ask}</p>
          <p class="acts"><button type="submit" class="danger" ?disabled=${form.sending}>${form.sending ? say('form.sending') : say('form.doIt', submit)}</button>
          <button type="button" @click=${() => { form.asking = false; form.spec.redraw(); }}>${say('form.back')}</button></p></div>`
      : html`<p class="acts"><button type="submit" class=${tone} ?disabled=${form.sending}>${
          form.phase === 'sending' ? say('form.sending') : form.phase === 'waiting' ? say('form.waiting') : form.phase === 'unknown' ? say('form.sendAgain') : submit}</button>
          ${cancel ? html`<button type="button" ?disabled=${form.sending} @click=${cancel}>${say('form.cancel')}</button>` : nothing}
          ${form.phase === 'unknown' ? html`<button type="button" @click=${() => form.clear(form.values)}>${say('form.asNew')}</button>` : nothing}</p>`}
  </form>`;
}
