// Document numbers (文書番号) of requests that were made by word of mouth: a line for each, filled in one go and sent at one press.
import { focusOn } from './focus.js';
import { input } from './form.js';
import { html } from './lit.js';
import { sendEach } from './several.js';
import { say } from './words.js';

export class Documents {
  /** @param keyOf request → its key among the acts; @param about request → template of what its line says; @param text request → its name in sentences */
  constructor(w, acts, { keyOf, about, text }) {
    Object.assign(this, { w, acts, keyOf, about, text, at: null, asking: false });
  }

  form(request) { return this.acts.formFor(this.keyOf(request), 'document', request); }

  /** Those whose number is written and not sent yet. */
  filled(requests) { return requests.filter(r => this.form(r).values.documentNumber.trim()); }

  /** @param list (requests, id, drawing of a line) → template of the list */
  view(requests, list) {
    const filled = this.filled(requests);
    const asking = this.asking && filled.length > 0;
    const name = say('documents.do', filled.length);
    return html`<form class="documents" novalidate aria-labelledby="documents-title" @submit=${e => { e.preventDefault(); this.submit(filled); }}>
      <p class="aside">${say('documents.hint')}</p>
      ${list(r => html`<li class="row document">${input(this.form(r), 'documentNumber', { label: this.about(r), maxlength: 100 })}</li>`)}
      ${asking ? html`<div class="ask" id="documents-ask" tabindex="-1"><p>${say('act.document.ask')} ${say('form.sure')}</p>
          <p class="acts"><button type="submit" class="danger" ?disabled=${Boolean(this.at)}>${this.at ?? say('form.doIt', name)}</button>
          <button type="button" @click=${() => { this.asking = false; this.w.redraw(); }}>${say('form.back')}</button></p></div>`
        : html`<p class="acts"><button type="submit" class="primary" ?disabled=${!filled.length}>${filled.length ? name : say('documents.none')}</button></p>`}</form>`;
  }

  // A number that is registered stays: asked once for all of them.
  submit(filled) {
    if (this.at || !filled.length) return;
    if (this.asking) { this.send(filled); return; }
    this.asking = true;
    this.w.redraw();
    focusOn('documents-ask');
  }

  async send(requests) {
    const { failed } = await sendEach(this.acts, 'document', requests, {
      formOf: r => this.form(r), text: this.text, at: (i, n) => { this.at = i ? say('several.at', i, n) : null; this.w.redraw(); },
    });
    this.asking = false;
    this.w.tell({ of: 'document', bad: failed.length > 0, title: say('documents.done', requests.length - failed.length), lines: failed });
    this.w.reread();
    focusOn('result-title');
  }
}
