// A clock that is not used (時刻の保留): the coordinator says whether it is right.
import { Form, formOf } from './form.js';
import { html, nothing } from './lit.js';
import { say, time } from './words.js';

const STEP = 600_000; // An open page sends the current time, rounded to ten minutes: a repetition is the same report.

export class ClockStrip {
  /** @param done(decided): what follows once the time was set. */
  constructor(w, network, done) {
    this.form = new Form({
      id: 'clock', scope: w.scope, redraw: w.redraw, told: w.tell, initial: {}, check: () => ({}),
      doubts: () => [{ text: say(`coord.clock.${this.row.doubt}.ask`, time(this.row.machine)) }],
      path: () => 'api/clock',
      body: () => ({ network: network(), to: this.machine(), ...w.reporter('COORDINATOR', network()) }),
      done: decided => done(decided),
    });
    this.row = null;
    this.readAt = 0;
  }

  /** What the machine's clock says now. */
  machine() {
    const gone = Math.floor((performance.now() - this.readAt) / STEP) * STEP;
    return new Date(Date.parse(this.row.machine) + gone).toISOString();
  }

  /** @param row of api/clock; null: the clock is used. */
  view(row, may) {
    if (row !== this.row) this.readAt = performance.now();
    this.row = row;
    if (!row?.doubt) return nothing;
    return html`<div class="notice" data-tone="warn" role="alert" id="clock-strip"><p>${say(`coord.clock.${row.doubt}`, time(row.machine), time(row.time))}</p>
      ${may ? formOf(this.form, { submit: say('coord.clock.confirm', time(row.machine)), fields: nothing }) : nothing}</div>`;
  }
}
