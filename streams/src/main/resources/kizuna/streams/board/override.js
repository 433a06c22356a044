// What a coordinator (調整担当) decides otherwise for one request: pin, forbid, another priority, waive one rule; each with its reason.
import { checking, right } from './acts.js';
import { drafts } from './drafts.js';
import { Form, area, formOf, radios, select } from './form.js';
import { html, nothing } from './lit.js';
import { PRIORITIES, WAIVABLE, codes, priorityOf } from './parts.js';
import { undoing } from './undo.js';
import { label, say } from './words.js';

const KINDS = ['PIN', 'FORBID', 'REPRIORITISE', 'WAIVE'];

/** @param lenders () → [[code, name]…] of the network */
export class Override {
  constructor(w, lenders, done) {
    Object.assign(this, { w, lenders, done, request: null, form: null });
  }

  open(request, values = {}) {
    const { w } = this;
    this.request = request;
    this.form = new Form({
      id: 'override', keptAs: `override.${request.networkId}.${request.requestId}`, scope: w.scope, keep: true, redraw: w.redraw, told: w.tell,
      initial: { kind: '', lender: '', priority: '', rule: '', reason: '', ...values },
      check: v => checking(() => ({
        kind: right.chosen(v.kind), lender: v.kind && v.kind !== 'REPRIORITISE' ? right.chosen(v.lender) : null,
        priority: v.kind === 'REPRIORITISE' ? right.chosen(v.priority) : null, rule: v.kind === 'WAIVE' ? right.chosen(v.rule) : null, reason: right.text(v.reason),
      }))(v),
      path: () => 'api/overrides',
      body: v => ({
        network: request.networkId, kind: v.kind, requestId: request.requestId, reason: v.reason.trim(), ...(v.kind !== 'REPRIORITISE' ? { lender: v.lender } : { priority: v.priority }),
        ...(v.kind === 'WAIVE' ? { rule: v.rule } : {}), ...w.reporter('COORDINATOR', request.networkId),
      }),
      done: (decided, v, receipt) => {
        this.request = null;
        const id = decided?.subject ?? receipt.overrideId;
        this.done(decided, v, request, id ? undoing(w, { path: `api/overrides/${encodeURIComponent(id)}/revoke`, body: { network: request.networkId, reason: say('act.undo.reason'), ...w.reporter('COORDINATOR', request.networkId) } }) : null);
      },
    });
    if (this.form.restored && values.kind) this.form.fill(values);
    w.redraw();
    this.form.focus(values.kind ? 'textarea' : 'input');
  }

  /** Opened by a second press it is closed again, but nothing that was written is thrown away unasked. */
  toggle(request) {
    if (this.isFor(request)) this.form.leave(() => this.close());
    else this.open(request);
  }

  close() {
    this.form.clear();
    this.request = null;
    this.w.redraw();
  }

  // What was being written before the page was read anew is open again.
  resume(request) {
    const name = `${request.networkId}.${request.requestId}`;
    if (this.known?.has(name)) return;
    (this.known ??= new Set()).add(name);
    if (!this.request && drafts.find(`${this.w.scope}.override.${name}`)) this.open(request);
  }

  isFor(request) { return this.request?.requestId === request.requestId && this.request?.networkId === request.networkId; }

  view(request) {
    this.resume(request);
    if (!this.isFor(request)) return nothing;
    const { form } = this;
    const v = form.values;
    return html`<div class="panel">${formOf(form, {
      submit: say('coord.override.do'), cancel: () => this.close(),
      fields: html`${radios(form, 'kind', { label: say('coord.override.kind'), required: true, choices: KINDS.map(k => [k, label('OverrideKind', k)]) })}
        ${v.kind && v.kind !== 'REPRIORITISE' ? select(form, 'lender', { label: say('ward.lender'), required: true, empty: say('form.choose'), choices: this.lenders() }) : nothing}
        ${v.kind === 'REPRIORITISE' ? radios(form, 'priority', { label: say('coord.override.priority'), required: true, choices: codes('Priority', PRIORITIES.filter(p => p !== priorityOf(request))) }) : nothing}
        ${v.kind === 'WAIVE' ? select(form, 'rule', { label: say('coord.override.rule'), required: true, empty: say('form.choose'), choices: codes('MatchRule', WAIVABLE), hint: say('coord.override.ruleHint') }) : nothing}
        ${area(form, 'reason', { label: say('act.why'), required: true, rows: 2, maxlength: 500, hint: say('coord.override.reasonHint') })}`,
    })}</div>`;
  }
}

export const overrideText = o => [label('OverrideKind', o.kind), o.lenderName ?? o.lender, o.priority ? label('Priority', o.priority) : null, o.rule ? label('MatchRule', o.rule) : null].filter(Boolean).join(' · ');
