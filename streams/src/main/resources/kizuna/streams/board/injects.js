// The part of a drill on the page of somebody who takes part: whether their body is played, and the injects that are for them.
import { confirmInject, direct, injectText, tellOf } from './conduct.js';
import { html, nothing } from './lit.js';
import { section } from './list.js';
import { chip, when } from './parts.js';
import { say } from './words.js';

export class Injects {
  /**
   * @param role  of the page, DESK or WARD
   * @param body  whose page it is
   */
  constructor(w, role, body) {
    Object.assign(this, { w, role, body, busy: new Set() });
  }

  get run() { return this.body ? this.w.run : null; }

  get office() { return { role: this.role, body: this.body }; }

  plays(run) { return Boolean(run?.played.some(p => p.role === this.role && p.body === this.body)); }

  get isPlayed() { return this.plays(this.run); }

  /** Injects for this body that it has not confirmed, the oldest first. */
  get waiting() { return this.mine.filter(i => !i.recipients.find(r => r.body === this.body)?.confirmedAt); }

  get mine() { return (this.run?.injects ?? []).filter(i => i.state === 'SENT' && i.recipients.some(r => r.body === this.body)); }

  /** Whether the account speaks for others, and so has to say for whom. */
  get forThem() { return ['DIRECTOR', 'OPERATOR'].includes(this.w.me?.role) ? this.office : null; }

  async once(key, what) {
    if (this.busy.has(key)) return;
    this.busy.add(key);
    this.w.redraw();
    await what();
    this.busy.delete(key);
    await this.w.rereadRun();
    this.w.redraw();
  }

  confirm(i) {
    return this.once(i.number, () => tellOf(this.w, async () => { await confirmInject(i.number, this.forThem); return {}; }, say('drill.confirmedNow', i.number)));
  }

  play(code) {
    return this.once(code, () => tellOf(this.w, () => direct({ code, body: this.office }, run => this.plays(run) === (code === 'JOIN')), say(code === 'JOIN' ? 'drill.joined' : 'drill.left')));
  }

  view() {
    const { run } = this;
    if (!run) return nothing;
    if (!run.joins && !this.mine.length) return nothing;
    const waiting = this.waiting;
    const done = this.mine.filter(i => !waiting.includes(i)).reverse();
    const button = this.isPlayed
      ? html`<button type="button" class="small" ?disabled=${this.busy.has('LEAVE')} @click=${() => this.play('LEAVE')}>${say('drill.leave')}</button>`
      : html`<button type="button" class="primary" id="drill-join" ?disabled=${this.busy.has('JOIN')} @click=${() => this.play('JOIN')}>${say('drill.join')}</button>`;
    return html`${section({ id: 'injects', heading: html`${chip(say('shell.drill'), 'red')} ${say('drill.injects')}`, count: waiting.length || nothing }, html`
      ${run.joins && !run.ended ? html`<p class="acts">${this.isPlayed ? chip(say('drill.youPlay'), 'green') : html`<span class="aside">${say('drill.logPlays')}</span>`} ${button}</p>` : nothing}
      ${waiting.length ? html`<ul class="cards">${waiting.map(i => this.card(i, true))}</ul>` : html`<p class="aside">${say('drill.noInjects')}</p>`}
      ${done.length ? html`<details class="inside"><summary>${say('drill.injectsBefore', done.length)}</summary><ul class="rows">${done.map(i => this.card(i, false))}</ul></details>` : nothing}`)}`;
  }

  card(i, waits) {
    const own = i.recipients.find(r => r.body === this.body);
    return html`<li class="${waits ? 'card' : 'row'} inject" id="inject-${i.number}" tabindex="-1"><div class="row-head">${chip(say('shell.drill'), 'red')} <strong>${say('drill.injectNo', i.number)}</strong>
        <span class="aside end">${when(i.sentAt)}</span></div>
      ${injectText({ ...i, recipients: [] })}
      ${waits ? this.run.ended ? nothing : html`<p class="acts"><button type="button" class="primary" ?disabled=${this.busy.has(i.number)} @click=${() => this.confirm(i)}>${say('drill.confirm')}<span class="unseen"> ${i.number}</span></button></p>`
        : html`<p class="row-text">${chip(say('drill.confirmed'), 'blue')} ${when(own.confirmedAt)} ${own.doneAt ? chip(say(own.late ? 'drill.doneLate' : 'drill.done'), own.late ? 'amber' : 'green') : own.missed ? chip(say('drill.missed'), 'red') : nothing}</p>`}</li>`;
  }
}
