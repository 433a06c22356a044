// Document numbers (文書番号) of requests that were made by word of mouth: a line for each, filled in one go and sent at one press.
import { focusOn } from './focus.js';
import { input } from './form.js';
import { html } from './lit.js';
import { sendEach } from './several.js';
import { say } from './words.js';

export class Documents {
  /** @param keyOf request → its key among the acts; @param about request → template of what its line says; @param text request → its name in sentences */
  constructor(w, acts, { keyOf, about, text }) {
    Object.assign(this, { w, acts, keyOf, about, text, at: null });
  }

  form(request) { return this.acts.formFor(this.keyOf(request), 'document', request); }

  /** Those whose number is written and not sent yet. */
  filled(requests) { return requests.filter(r => this.form(r).values.documentNumber.trim()); }

  /** @param list (requests, id, drawing of a line) → template of the list */
  view(requests, list) {
    const filled = this.filled(requests);
    return html`<form class="documents" novalidate aria-labelledby="documents-title" @submit=${e => { e.preventDefault(); if (!this.at) this.send(filled); }}>
      <p class="aside">${say('documents.hint')}</p>
      ${list(r => html`<li class="row document">${input(this.form(r), 'documentNumber', { label: this.about(r), maxlength: 100 })}</li>`)}
      <p class="acts"><button type="submit" class="primary" ?disabled=${Boolean(this.at) || !filled.length}>${this.at ?? (filled.length ? say('documents.do', filled.length) : say('documents.none'))}</button></p></form>`;
  }

  async send(requests) {
    if (!requests.length) return;
    const { failed } = await sendEach(this.acts, 'document', requests, {
      formOf: r => this.form(r), text: this.text, at: (i, n) => { this.at = i ? say('several.at', i, n) : null; this.w.redraw(); },
    });
    this.w.tell({ of: 'document', bad: failed.length > 0, title: say('documents.done', requests.length - failed.length), lines: failed });
    this.w.reread();
    focusOn('result-title');
  }
}
