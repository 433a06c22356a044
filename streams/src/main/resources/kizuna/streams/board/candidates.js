// Who could be sent for a request that waits, shown beside it: the lenders in their order, each with what is for or against it.
import { html, nothing } from './lit.js';
import { WAIVABLE, chip, empty, place } from './parts.js';
import { pageLink } from './shell.js';
import { label, number, say } from './words.js';
import { get } from './work.js';

const SHOWN = 5; // The request's page shows the others.

export class Candidates {
  /** @param nameOf code of a lender → its name */
  constructor(redraw, nameOf) {
    Object.assign(this, { redraw, nameOf, open: null, found: null, wrong: null });
  }

  isFor(request) { return this.open?.requestId === request.requestId && this.open?.networkId === request.networkId; }

  async toggle(request) {
    this.open = this.isFor(request) ? null : request;
    Object.assign(this, { found: null, wrong: null });
    this.redraw();
    const asked = this.open;
    if (!asked) return;
    try {
      const found = await get(`api/requests/${encodeURIComponent(asked.requestId)}/explanation`, { network: asked.networkId });
      if (this.open === asked) this.found = found;
    } catch (error) {
      if (this.open === asked) this.wrong = error.message;
    }
    this.redraw();
  }

  button(request) {
    return html`<button type="button" aria-expanded=${this.isFor(request) ? 'true' : 'false'} @click=${() => this.toggle(request)}>${say('coord.candidates')}<span class="unseen"> ${request.requestId}</span></button>`;
  }

  /** @param override the form of a coordinator's decision; null for who only reads */
  view(request, override) {
    if (!this.isFor(request)) return nothing;
    if (this.wrong) return empty(this.wrong);
    if (!this.found) return empty(say('board.reading'));
    const { explanation, text } = this.found;
    // Nothing that a coordinator decides replaces an agreement.
    const names = new Map(text.ruledOut.filter(group => !group.findings.some(f => f.rule === 'AGREEMENT_IN_FORCE')).flatMap(group => group.lenders.map(l => [l.lender, { ...l, rule: group.findings[0]?.rule, why: group.findings[0]?.sentence, change: group.change }])));
    const fit = explanation.verdicts.filter(v => v.rank).map(v => ({ lender: v.lender, name: this.nameOf(v.lender), verdict: v.verdict, rank: v.rank }));
    const near = [explanation.nearestMiss, ...names.keys()].filter((code, i, all) => code && all.indexOf(code) === i && names.has(code)).map(code => ({ ...names.get(code), near: code === explanation.nearestMiss }));
    const shown = [...fit, ...near].slice(0, SHOWN);
    const rest = explanation.verdicts.length - shown.length;
    return html`<div class="candidates"><p><strong>${text.histogram}</strong></p>
      <ul class="rows compact">${shown.map(c => html`<li class="row"><div class="row-head"><strong>${place(c.lender, c.name)}</strong> ${c.verdict ? chip(label('Verdict', c.verdict), c.verdict === 'CHOSEN' ? 'green' : 'grey') : nothing} ${c.near ? chip(say('request.nearest'), 'amber') : nothing}</div>
        <p class="row-text">${c.rank ? say('coord.candidate.rank', number(c.rank.personDays), number(c.rank.distanceKm)) : html`${c.why}${c.change ? html` <span class="change">→ ${c.change}</span>` : nothing}`}</p>
        ${override ? html`<p class="acts"><button type="button" @click=${() => override.open(request, { kind: 'PIN', lender: c.lender })}>${say('coord.pin')}<span class="unseen"> ${c.name}</span></button>
          ${WAIVABLE.includes(c.rule) ? html`<button type="button" class="quiet" @click=${() => override.open(request, { kind: 'WAIVE', lender: c.lender, rule: c.rule })}>${say('request.waive')}<span class="unseen"> ${c.name}</span></button>` : nothing}</p>` : nothing}</li>`)}</ul>
      <p class="row-text"><a href=${pageLink('request.html', { network: request.networkId, id: request.requestId })}>${rest > 0 ? say('coord.candidates.all', number(rest)) : say('coord.candidates.page')}</a></p></div>`;
  }
}
