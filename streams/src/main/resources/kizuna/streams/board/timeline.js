// Drawing the board back to any past moment: by slider, by steps, by a typed time; and back to what is now.
import { html, live, nothing, svg } from './lit.js';
import { dayTyped, narrow } from './text.js';
import { day, dayOf, isDay, localTime, number, say, shortTime, time } from './words.js';

const MINUTE = 60_000;
const MISSING = ['openPersonDays', 'unmetPersonDays'];
// Whole seconds, rounded up: a moment includes what happened at it.
const iso = millis => new Date(Math.ceil(millis / 1000) * 1000).toISOString();

const HIGH = 46;
const TOP = 4;

function area(series, from, to, field, most) {
  const x = at => ((Date.parse(at) - from) / Math.max(1, to - from)) * 1000;
  const y = v => HIGH - (v / most) * (HIGH - TOP);
  let path = '';
  series.forEach((s, i) => { path += i ? `H${x(s.at).toFixed(1)}V${y(s[field] ?? 0).toFixed(1)}` : `M${x(s.at).toFixed(1)} ${y(s[field] ?? 0).toFixed(1)}`; });
  return `${path}H1000`;
}

const mostOf = (series, fields) => Math.max(1, ...series.flatMap(s => fields.map(f => s[f] ?? 0)));

// 2024/01/01 16:10, always in Japan and by 24 hours, whatever a browser would make of a field for dates.
const written = millis => localTime(millis).replaceAll('-', '/').replace('T', ' ');

/** A moment as it was typed, or null. A day alone is its beginning. */
export function momentTyped(text) {
  const [, day, hour = '0', minute = '0'] = /^(\S+?)(?:[\sT]+(\d{1,2})(?::|時)(\d{1,2})?分?)?$/.exec(narrow(text).replaceAll(/(\d)\s+(?=[年月日])/g, '$1')) ?? [];
  const iso = day ? dayTyped(day) : '';
  if (!isDay(iso) || Number(hour) > 23 || Number(minute) > 59) return null;
  return Date.parse(`${iso}T${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:00+09:00`);
}

let wrong = ''; // Typed text that is not a valid time.
let typing = null; // Typed text that is not entered yet. A rendering keeps it.
export const typedWrong = () => wrong;

// `go` gets the moment as ISO, or null for now; `redraw` draws the board again.
export function timeline(data, at, until, go, redraw) {
  const from = Date.parse(data.from);
  const to = Math.max(Date.parse(data.to), until, from + MINUTE);
  const here = at ? Math.min(Math.max(Date.parse(at), from), to) : to;
  const events = data.events.filter(e => Date.parse(e.at) <= to);
  const atMoment = new Map();
  for (const e of events) {
    const moment = Math.ceil(Date.parse(e.at) / 1000) * 1000;
    atMoment.set(moment, [...(atMoment.get(moment) ?? []), e.text]);
  }
  const moments = [...atMoment.keys()].sort((a, b) => a - b);
  const before = moments.filter(m => m < here).pop() ?? (here > from ? from : undefined);
  const after = at ? moments.find(m => m > here) : undefined;
  const told = moment => {
    const texts = atMoment.get(moment);
    return texts ? `${shortTime(moment)} ${texts[0]}${texts.length > 1 ? ` ${say('board.andMore', texts.length - 1)}` : ''}` : '';
  };
  const next = !at ? '' : after === undefined ? say('board.timeline.toLive') : told(after);
  const to01 = millis => ((millis - from) / (to - from)) * 1000;
  const last = to - from < 2 * MINUTE;
  const choose = millis => { wrong = ''; typing = null; go(millis >= to - MINUTE / 2 ? null : iso(millis)); };
  const type = event => {
    typing = null;
    const moment = momentTyped(event.target.value);
    if (moment === null) { wrong = event.target.value; redraw(); return; }
    choose(Math.min(Math.max(moment, from), to));
    event.target.value = written(Math.min(Math.max(moment, from), to));
  };
  const short = mostOf(data.series, MISSING);
  const site = mostOf(data.series, ['onSite']);
  const later = at ? svg`<rect class="later" x=${to01(here)} y="0" width=${1000 - to01(here)} height=${HIGH}></rect>` : nothing;
  const strip = (name, most, inside) => html`<div class="axis" aria-hidden="true"><span class="of">${name}</span><span>${number(most)}</span><span>0</span></div>
      <svg class="spark" viewBox="0 0 1000 ${HIGH}" preserveAspectRatio="none" aria-hidden="true"><line class="most" x1="0" x2="1000" y1=${TOP} y2=${TOP}></line>${inside}${later}</svg>`;
  return html`
    <div class="head">
      <h2 id="timeline-title">${say('board.timeline')}</h2>
      <span class="moment" data-past=${Boolean(at)}>${at ? html`<b>${say('board.timeline.past')}</b> ${time(here)}` : html`<b>${say('board.timeline.live')}</b> ${time(to)}`}</span>
      <div class="actions">
        <label class="choose"><span>${say('board.timeline.typed')}</span><input id="at" type="text" size="16" autocomplete="off" spellcheck="false" .value=${live(typing ?? (wrong || written(here)))} @input=${event => { typing = event.target.value; }} aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${wrong ? 'at-wrong' : nothing} @change=${type}></label>
        <button id="to-live" type="button" class=${at ? 'primary' : ''} ?disabled=${!at} @click=${() => { wrong = ''; typing = null; go(null); redraw(); }}>${say('board.timeline.toLive')}</button>
      </div>
      ${wrong ? html`<p id="at-wrong" class="wrong" role="alert">${say('board.timeline.wrong', wrong)}</p>` : nothing}
    </div>
    <div class="steps">
      <button id="before" type="button" ?disabled=${before === undefined} @click=${() => choose(before)} title=${before === undefined ? nothing : told(before)} aria-label=${`${say('board.timeline.before')} ${before === undefined ? '' : told(before)}`}>◀ ${say('board.timeline.beforeShort')}</button>
      <span class="step" aria-hidden="true">${before === undefined ? '' : told(before)}</span><span class="step next" aria-hidden="true">${next}</span>
      <button id="after" type="button" ?disabled=${!at} @click=${() => (after === undefined ? go(null) : choose(after))} title=${next || nothing} aria-label=${`${say('board.timeline.after')} ${next}`}>${say('board.timeline.afterShort')} ▶</button>
    </div>
    <div class="track">
      ${strip(say('board.timeline.open'), short, data.series.length ? svg`<path class="open" d=${`${area(data.series, from, to, 'openPersonDays', short)}V${HIGH}H${to01(Date.parse(data.series[0].at)).toFixed(1)}z`}></path><path class="unmet" d=${area(data.series, from, to, 'unmetPersonDays', short)}></path>` : nothing)}
      ${strip(say('board.timeline.site'), site, svg`${data.series.length ? svg`<path class="site" d=${area(data.series, from, to, 'onSite', site)}></path>` : nothing}${events.map(e => svg`<line class="tick ${e.kind.toLowerCase()}" x1=${to01(Date.parse(e.at)).toFixed(1)} x2=${to01(Date.parse(e.at)).toFixed(1)} y1=${HIGH - 8} y2=${HIGH}></line>`)}`)}
      <input id="moment" type="range" min=${Math.floor(from / MINUTE)} max=${Math.ceil(to / MINUTE)} step="1" .value=${String(Math.ceil(here / MINUTE))} ?disabled=${last}
        aria-label=${say('board.timeline.slider')} aria-valuetext=${at ? time(here) : say('board.timeline.live')}
        @input=${e => choose(Math.min(Number(e.target.value) * MINUTE, to))}>
      <div class="ends" aria-hidden="true"><span>${day(dayOf(from), false)}</span><span class="spark-key"><i class="open"></i>${say('board.timeline.open')}${data.series.some(s => s.unmetPersonDays) ? html`<i class="unmet"></i>${say('board.timeline.unmet')}` : nothing}<i class="site"></i>${say('board.timeline.site')}</span><span>${at || last ? day(dayOf(to), false) : say('board.timeline.now')}</span></div>
    </div>
    ${events.length ? html`<details class="events"><summary>${say('board.timeline.events', number(events.length))}</summary>
      <ol>${[...events].reverse().map(e => html`<li><button type="button" class="text" @click=${() => choose(Math.ceil(Date.parse(e.at) / 1000) * 1000)}>${time(e.at)}</button> <span>${e.text}</span></li>`)}</ol></details>` : nothing}`;
}
