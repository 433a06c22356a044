// How many are needed on which days, where it is not the same number on each: the lines of a form, for asking and for changing.
import { html, nothing } from './lit.js';
import { isDay, plus } from './parts.js';
import { narrow } from './text.js';
import { say } from './words.js';

export const mostNeeded = needs => Math.max(0, ...needs.map(n => Number(n.headCount) || 0));

export const needsSent = needs => needs.map(n => ({ firstDay: n.firstDay, lastDay: n.lastDay, headCount: Number(n.headCount) }));

/** The needs of a request as a form has them: one line where they are the same each day. */
export const needsIn = row => (row.needs?.length ? row.needs : [{ firstDay: row.firstDay, lastDay: row.lastDay, headCount: row.headCount }])
  .map(n => ({ firstDay: n.firstDay, lastDay: n.lastDay, headCount: String(n.headCount) }));

/**
 * The persons that a request needs now, as a form has them. Where the receiver released people, fewer stay needed than were asked for;
 * an amendment states anew how many are needed from today on.
 * @returns {headCount, needs, byDay, restated}: `byDay` whether the days from today on differ; `restated` whether a release stands
 */
export function needsNow(row, today) {
  const asked = needsIn(row);
  const days = ['CANCELLED', 'MERGED'].includes(row.state) ? [] : (row.days ?? []).filter(d => d.needed > 0);
  const restated = days.length > 0 && (row.days ?? []).some(d => asked.some(n => n.firstDay <= d.lastDay && d.firstDay <= n.lastDay && Number(n.headCount) !== d.needed));
  const ahead = days.filter(d => d.lastDay >= today);
  if (!restated || !ahead.length) return { headCount: String(row.headCount), needs: asked, byDay: row.needs?.length > 0, restated: false };
  const needs = [];
  for (const { firstDay, lastDay, needed } of days) {
    const last = needs.at(-1);
    if (last && last.headCount === String(needed) && plus(last.lastDay, 1) === firstDay) last.lastDay = lastDay;
    else needs.push({ firstDay, lastDay, headCount: String(needed) });
  }
  const end = ahead.at(-1).lastDay;
  const first = row.firstDay > today ? row.firstDay : today;
  const same = needs.some(n => n.firstDay <= first && n.lastDay >= end) && end >= row.lastDay;
  return { headCount: needs.filter(n => n.lastDay >= today).reduce((most, n) => Math.max(most, Number(n.headCount)), 0).toString(), needs, byDay: !same, restated };
}

export const sameNeeds = (a, b) => JSON.stringify(needsSent(a)) === JSON.stringify(needsSent(b));

/** What is wrong with needs by day inside the period, or null. */
export function wrongNeeds(v) {
  if (!v.needs.length) return say('desk.wrong.needs');
  for (const [i, n] of v.needs.entries()) {
    if (!isDay(n.firstDay) || !isDay(n.lastDay)) return say('desk.wrong.needDay', i + 1);
    if (!/^\d+$/.test(n.headCount) || Number(n.headCount) > 1000) return say('desk.wrong.needCount', i + 1);
    if (n.lastDay < n.firstDay) return say('desk.wrong.needOrder', i + 1);
    if (n.firstDay < v.firstDay || n.lastDay > v.lastDay) return say('desk.wrong.needPeriod', i + 1);
    if (i > 0 && n.firstDay <= v.needs[i - 1].lastDay) return say('desk.wrong.needOverlap', i + 1);
  }
  return mostNeeded(v.needs) > 0 ? null : say('desk.wrong.nobody');
}

/** @param form with the values needs, firstDay, lastDay and headCount */
export function needsView(form) {
  const v = form.values;
  const put = (i, field, value) => form.set('needs', v.needs.map((n, j) => (i === j ? { ...n, [field]: value } : n)));
  const cell = (n, i, field, type, name) => html`<label class="cell"><span class="unseen">${say('desk.needRow', i + 1)} ${name}</span>
    <input type=${type} .value=${n[field]} inputmode=${type === 'text' ? 'numeric' : nothing} @input=${e => put(i, field, type === 'text' && !e.isComposing ? narrow(e.target.value) : e.target.value)}
      @compositionend=${e => put(i, field, narrow(e.target.value))} ?disabled=${form.sending}></label>`;
  return html`<fieldset class="field wide" tabindex=${form.errors.needs ? '-1' : nothing} data-invalid=${form.errors.needs ? 'true' : nothing}>
    <legend>${say('desk.needs')}</legend><p class="hint">${say('desk.needsHint')}</p>
    <ol class="needs">${v.needs.map((n, i) => html`<li>${cell(n, i, 'firstDay', 'date', say('desk.firstDay'))}<span aria-hidden="true">〜</span>${cell(n, i, 'lastDay', 'date', say('desk.lastDay'))}
      ${cell(n, i, 'headCount', 'text', say('desk.headCount'))}<span class="unit">${say('part.unit')}</span>
      <button type="button" class="small" ?disabled=${form.sending} @click=${() => form.set('needs', v.needs.filter((_, j) => j !== i))}>${say('desk.needRemove')}<span class="unseen"> ${say('desk.needRow', i + 1)}</span></button></li>`)}</ol>
    <button type="button" class="small" ?disabled=${form.sending} @click=${() => {
      const last = v.needs.at(-1);
      const from = last && isDay(last.lastDay) ? plus(last.lastDay, 1) : v.firstDay;
      form.set('needs', [...v.needs, { firstDay: from, lastDay: from > v.lastDay ? from : v.lastDay, headCount: last?.headCount ?? v.headCount }]);
    }}>${say('desk.needAdd')}</button>
    ${form.errors.needs ? html`<p class="wrong"><span aria-hidden="true">▲ </span>${form.errors.needs}</p>` : nothing}</fieldset>`;
}
