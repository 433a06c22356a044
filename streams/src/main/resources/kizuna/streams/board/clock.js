// A clock that is not believed (時刻の保留): the coordinator says whether it is right.
import { Form, formOf } from './form.js';
import { html, nothing } from './lit.js';
import { say, time } from './words.js';

export class ClockStrip {
  /** @param done(decided): what follows once the time was set. */
  constructor(w, network, done) {
    this.form = new Form({
      id: 'clock', scope: w.scope, redraw: w.redraw, told: w.tell, initial: {}, check: () => ({}),
      path: () => 'api/clock',
      body: () => ({ network: network(), to: this.row.machine, ...w.reporter('COORDINATOR', network()) }),
      done: decided => done(decided),
    });
    this.row = null;
  }

  /** @param row of api/clock; null: the clock is believed. */
  view(row, may) {
    this.row = row;
    if (!row?.doubt) return nothing;
    return html`<div class="notice" data-tone="warn" role="alert" id="clock-strip"><p>${say(`coord.clock.${row.doubt}`, time(row.machine), time(row.time))}</p>
      ${may ? formOf(this.form, { submit: say('coord.clock.confirm', time(row.machine)), fields: nothing }) : nothing}</div>`;
  }
}
