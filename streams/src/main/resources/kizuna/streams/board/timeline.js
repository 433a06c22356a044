// Drawing the board back to any past moment: by slider, by steps, by a typed time; and back to what is now.
import { html, nothing, svg } from '/webjars/lit-html/lit-html.js';
import { day, dayOf, localTime, number, say, time } from './words.js';

const MINUTE = 60_000;
const MISSING = ['openPersonDays', 'unmetPersonDays'];
// Whole seconds, rounded up: a moment includes what happened at it.
const iso = millis => new Date(Math.ceil(millis / 1000) * 1000).toISOString();

// `scale`: the fields that are drawn on one scale.
function area(series, from, to, field, scale = [field]) {
  const most = Math.max(1, ...series.flatMap(s => scale.map(f => s[f] ?? 0)));
  const x = at => ((Date.parse(at) - from) / Math.max(1, to - from)) * 1000;
  const y = v => 40 - (v / most) * 36;
  let path = '';
  series.forEach((s, i) => { path += i ? `H${x(s.at).toFixed(1)}V${y(s[field] ?? 0).toFixed(1)}` : `M${x(s.at).toFixed(1)} ${y(s[field] ?? 0).toFixed(1)}`; });
  return `${path}H1000`;
}

// `go` gets the moment as ISO, or null for now.
export function timeline(data, at, until, go) {
  const from = Date.parse(data.from);
  const to = Math.max(Date.parse(data.to), until, from + MINUTE);
  const here = at ? Math.min(Math.max(Date.parse(at), from), to) : to;
  const events = data.events.filter(e => Date.parse(e.at) <= to);
  const moments = [...new Set(events.map(e => Math.ceil(Date.parse(e.at) / 1000) * 1000))].sort((a, b) => a - b);
  const before = moments.filter(m => m < here).pop() ?? (here > from ? from : undefined);
  const after = at ? moments.find(m => m > here) : undefined;
  const to01 = millis => ((millis - from) / (to - from)) * 1000;
  const last = to - from < 2 * MINUTE;
  const choose = millis => go(millis >= to - MINUTE / 2 ? null : iso(millis));
  return html`
    <div class="head">
      <h2 id="timeline-title">${say('board.timeline')}</h2>
      <span class="moment" data-past=${Boolean(at)}>${at ? html`<b>${say('board.timeline.past')}</b> ${time(here)}` : html`<b>${say('board.timeline.live')}</b> ${time(to)}`}</span>
      <div class="actions">
        <button type="button" ?disabled=${before === undefined} @click=${() => choose(before)} title=${say('board.timeline.before')} aria-label=${say('board.timeline.before')}>◀</button>
        <button type="button" ?disabled=${!at} @click=${() => (after === undefined ? go(null) : choose(after))} title=${say('board.timeline.after')} aria-label=${say('board.timeline.after')}>▶</button>
        <label class="choose"><span>${say('board.timeline.typed')}</span><input id="at" type="datetime-local" .value=${localTime(here)} min=${localTime(from)} max=${localTime(to)}
          @change=${e => { if (e.target.value) choose(Date.parse(`${e.target.value}:00+09:00`)); }}></label>
        <button id="to-live" type="button" class=${at ? 'primary' : ''} ?disabled=${!at} @click=${() => go(null)}>${say('board.timeline.toLive')}</button>
      </div>
    </div>
    <div class="track">
      <svg class="spark" viewBox="0 0 1000 42" preserveAspectRatio="none" aria-hidden="true">
        ${data.series.length ? svg`<path class="open" d=${`${area(data.series, from, to, 'openPersonDays', MISSING)}V40H${to01(Date.parse(data.series[0].at)).toFixed(1)}z`}></path><path class="unmet" d=${area(data.series, from, to, 'unmetPersonDays', MISSING)}></path><path class="site" d=${area(data.series, from, to, 'onSite')}></path>` : nothing}
        ${events.map(e => svg`<line class="tick ${e.kind.toLowerCase()}" x1=${to01(Date.parse(e.at)).toFixed(1)} x2=${to01(Date.parse(e.at)).toFixed(1)} y1="34" y2="42"></line>`)}
        ${at ? svg`<rect class="later" x=${to01(here)} y="0" width=${1000 - to01(here)} height="42"></rect>` : nothing}
      </svg>
      <input id="moment" type="range" min=${Math.floor(from / MINUTE)} max=${Math.ceil(to / MINUTE)} step="1" .value=${String(Math.ceil(here / MINUTE))} ?disabled=${last}
        aria-label=${say('board.timeline.slider')} aria-valuetext=${at ? time(here) : say('board.timeline.live')}
        @input=${e => choose(Math.min(Number(e.target.value) * MINUTE, to))}>
      <div class="ends" aria-hidden="true"><span>${day(dayOf(from), false)}</span><span class="spark-key"><i class="open"></i>${say('board.timeline.open')}${data.series.some(s => s.unmetPersonDays) ? html`<i class="unmet"></i>${say('board.timeline.unmet')}` : nothing}<i class="site"></i>${say('board.timeline.site')}</span><span>${at || last ? day(dayOf(to), false) : say('board.timeline.now')}</span></div>
    </div>
    ${events.length ? html`<details class="events"><summary>${say('board.timeline.events', number(events.length))}</summary>
      <ol>${[...events].reverse().map(e => html`<li><button type="button" class="text" @click=${() => choose(Math.ceil(Date.parse(e.at) / 1000) * 1000)}>${time(e.at)}</button> <span>${e.text}</span></li>`)}</ol></details>` : nothing}`;
}
