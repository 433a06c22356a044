// The three meters against the need: today in figures, and day by day as a chart with its table.
import { html, nothing, svg } from '/webjars/lit-html/lit-html.js';
import { word } from './figures.js';
import { day, daysBetween, label, number, plusDays, say } from './words.js';

// From the ground up: who is there is surest.
export const PARTS = [
  { field: 'served', name: () => say('board.meter.served') },
  { field: 'onSite', name: () => label('DispatchState', 'ON_SITE') },
  { field: 'inTransit', name: () => label('DispatchState', 'DEPARTED') },
  { field: 'notReported', name: () => word('notReported') },
  { field: 'confirmed', name: () => label('DispatchState', 'CONFIRMED') },
  { field: 'proposed', name: () => label('DispatchState', 'PROPOSED') },
  { field: 'coveredElsewhere', name: () => say('board.meter.elsewhere') },
];
const HEIGHT = 210;
const LEFT = 40;
const TOP = 14;
const GROUND = 172;

// One row for each day, over all kinds of work.
export function byDay(rows) {
  const days = new Map();
  for (const row of rows) {
    const sum = days.get(row.day) ?? { day: row.day, needed: 0, open: 0, unmet: 0, ...Object.fromEntries(PARTS.map(p => [p.field, 0])) };
    for (const field of ['needed', 'open', 'unmet', ...PARTS.map(p => p.field)]) sum[field] += row[field] ?? 0;
    days.set(row.day, sum);
  }
  const known = [...days.keys()].sort();
  if (!known.length) return [];
  const all = [];
  for (let d = known[0]; d <= known[known.length - 1]; d = plusDays(d, 1)) all.push(days.get(d) ?? { day: d, needed: 0, open: 0, unmet: 0, ...Object.fromEntries(PARTS.map(p => [p.field, 0])) });
  return all;
}

function nice(most) {
  const steps = [1, 2, 5];
  for (let power = 1; ; power *= 10) for (const s of steps) if (s * power * 4 >= most) return s * power;
}

export function chart(days, today, width) {
  const most = Math.max(4, ...days.map(d => Math.max(d.needed, PARTS.reduce((sum, p) => sum + d[p.field], 0))));
  const step = nice(most);
  const top = Math.ceil(most / step) * step;
  const each = (width - LEFT - 8) / days.length;
  const x = i => LEFT + i * each;
  const y = v => GROUND - (v / top) * (GROUND - TOP);
  const bar = Math.max(1, each > 6 ? each - Math.min(3, each * 0.2) : each - 0.5);
  const every = Math.max(1, Math.ceil(64 / each));
  const now = daysBetween(days[0].day, today);
  const need = days.map((d, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(d.needed).toFixed(1)}H${(x(i) + each).toFixed(1)}`).join('').replaceAll(/L([\d.]+) ([\d.]+)H/g, 'V$2H');
  return svg`<svg class="chart" viewBox="0 0 ${width} ${HEIGHT}" width=${width} height=${HEIGHT} role="img" aria-labelledby="meters-title" aria-describedby="meters-said">
    <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"></rect><rect class="hatch-line" width="2" height="6"></rect></pattern>
      <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="dots-ground" width="5" height="5"></rect><circle class="dots-dot" cx="2.5" cy="2.5" r="1.1"></circle></pattern></defs>
    ${Array.from({ length: top / step + 1 }, (_, i) => i * step).map(v => svg`<line class="grid" x1=${LEFT} x2=${width - 8} y1=${y(v)} y2=${y(v)}></line><text class="axis" x=${LEFT - 6} y=${y(v) + 4} text-anchor="end">${number(v)}</text>`)}
    ${days.map((d, i) => {
      let sum = 0;
      return svg`<g><title>${say('board.meter.day', day(d.day), number(d.needed), number(d.onSite), number(d.inTransit), number(d.confirmed), number(d.proposed), number(d.open), number(d.notReported), number(d.unmet))}</title>
        <rect class="hit" x=${x(i)} y=${TOP} width=${each} height=${GROUND - TOP}></rect>
        ${PARTS.map(p => {
          if (!d[p.field]) return nothing;
          sum += d[p.field];
          return svg`<rect class="part ${p.field}" x=${x(i) + (each - bar) / 2} y=${y(sum)} width=${bar} height=${Math.max(0.5, y(sum - d[p.field]) - y(sum))}></rect>`;
        })}
        ${d.open > 0 && d.needed > sum ? svg`<rect class="part open" x=${x(i) + (each - bar) / 2} y=${y(d.needed)} width=${bar} height=${Math.max(0.5, y(sum) - y(d.needed))}></rect>` : nothing}
        ${d.unmet > 0 && d.needed > sum ? svg`<rect class="part unmet" x=${x(i) + (each - bar) / 2} y=${y(d.needed)} width=${bar} height=${Math.max(0.5, y(sum) - y(d.needed))}></rect>` : nothing}</g>`;
    })}
    <path class="need-under" d=${need}></path><path class="need" d=${need}></path>
    <line class="ground" x1=${LEFT} x2=${width - 8} y1=${GROUND} y2=${GROUND}></line>
    ${days.map((d, i) => (i % every || (Math.abs(i - now) * each < 58 && now >= 0 && i !== now) ? nothing : svg`<text class="axis" x=${x(i) + each / 2} y=${GROUND + 16} text-anchor="middle">${day(d.day, false)}</text>`))}
    ${now >= 0 && now < days.length ? svg`<g class="today"><line x1=${x(now) + each / 2} x2=${x(now) + each / 2} y1=${TOP - 10} y2=${GROUND + 5}></line>
      <text x=${Math.min(Math.max(x(now) + each / 2, LEFT + 10), width - 34)} y=${GROUND + 33} text-anchor="middle">${say('board.meter.today')} ${day(today, false)}</text></g>` : nothing}
  </svg>`;
}

export const key = days => html`<ul class="legend" aria-label=${say('board.meter.legend')}>
  ${PARTS.filter(p => days.some(d => d[p.field])).map(p => html`<li><svg class="sample" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><rect class="part ${p.field}" width="14" height="14" rx="2"></rect></svg>${p.name()}</li>`)}
  <li><svg class="sample" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><rect class="part open" x=".75" y=".75" width="12.5" height="12.5" rx="2"></rect></svg>${say('board.meter.open')}</li>
  ${days.some(d => d.unmet) ? html`<li><svg class="sample" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><rect class="part unmet" x=".75" y=".75" width="12.5" height="12.5" rx="2"></rect></svg>${say('board.meter.unmet')}</li>` : nothing}
  <li><svg class="sample" viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path class="need" d="M0 10H10V4H20"></path></svg>${say('board.meter.needed')}</li></ul>`;

export const table = days => html`<div class="scroll" tabindex="0" role="group" aria-label=${say('board.meter.table')}><table class="figures-table"><caption>${say('board.meter.table')}</caption>
  <thead><tr><th scope="col">${say('board.meter.dayName')}</th><th scope="col" class="number">${say('board.meter.needed')}</th>
    ${PARTS.map(p => html`<th scope="col" class="number">${p.name()}</th>`)}<th scope="col" class="number">${say('board.meter.open')}</th><th scope="col" class="number">${say('board.meter.unmet')}</th></tr></thead>
  <tbody>${days.map(d => html`<tr><th scope="row">${day(d.day)}</th><td class="number">${number(d.needed)}</td>
    ${PARTS.map(p => html`<td class="number">${number(d[p.field])}</td>`)}<td class="number">${number(d.open)}</td><td class="number">${number(d.unmet)}</td></tr>`)}</tbody></table></div>`;
