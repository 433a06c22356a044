// What the pages of desk, ward and coordinator show alike.
import { html, nothing, repeat, svg } from './lit.js';
import { day as weekday, daysBetween as between, days, label, language, number, plusDays as plus, say, span, time } from './words.js';

export { dayOf, daysBetween as between, day as weekday, isDay, plusDays as plus } from './words.js';

export const tones = {
  PROPOSED: 'amber', CONFIRMED: 'blue', DEPARTED: 'blue', ON_SITE: 'green', HANDING_OVER: 'green', RELEASED: 'grey', RETURNED: 'grey',
  DECLINED: 'red', LAPSED: 'red', CANCELLED: 'red', RECALLED: 'red',
  OPEN: 'red', PARTIALLY_MATCHED: 'amber', MATCHED: 'blue', PARTIALLY_DEPLOYED: 'blue', FULFILLED: 'green', ESCALATED: 'amber',
  AVAILABLE: 'green', HELD: 'amber', COMMITTED: 'blue',
};

export const join = list => list.join(language() === 'ja' ? '、' : ', ');
export const comma = () => (language() === 'ja' ? '、' : ', ');

export const chip = (text, tone) => html`<span class="chip" data-tone=${tone ?? nothing}>${text}</span>`;
// A disaster that several declare: of the same kind and about the same time, or of the same name.
const ABOUT = 3 * 86_400_000;
const bare = name => (name ?? '').normalize('NFKC').replace(/\s/g, '');
export const alikeDisasters = (list, { name, hazard, struckAt }) => list.filter(d => (bare(name) && bare(d.name) === bare(name)) || d.hazard === hazard && Math.abs(new Date(d.struckAt) - new Date(struckAt)) <= ABOUT);

/** Words of a drill, where they would be sent as a real report: asked about. */
const DRILL = /訓練|演習|テスト|試験(?!場|所)|ためし|サンプル|リハーサル|\b(test|testing|drill|exercise|dummy|sample|rehearsal)\b/i;
export const soundsLikeADrill = (w, ...texts) => (!w.drill && texts.some(text => DRILL.test((text ?? '').normalize('NFKC'))) ? say('form.soundsLikeADrill') : null);

/** Nobody asked for it: an agreement says beforehand who goes first. */
export const unrequestedChip = r => (r.documentation === 'UNREQUESTED' || r.unrequested ? chip(say('board.unrequested'), 'blue') : nothing);
export const stateChip = (type, code) => chip(label(type, code), tones[code]);
/** The next day that is unfilled. */
export const nextOpen = r => r.open?.[0]?.firstDay ?? r.firstDay;
export const priorityOf = r => r.overriddenPriority ?? r.priority;
export const priorityChip = code => chip((code === 'LIFE_SAFETY' ? '▲ ' : '') + label('Priority', code), code === 'LIFE_SAFETY' ? 'red' : code === 'URGENT' ? 'amber' : 'grey');

// Codes of a list as the words name them, without the one that nobody can choose.
export const codes = (type, list) => list.map(code => [code, label(type, code)]);
export const HAZARDS = ['EARTHQUAKE', 'TSUNAMI', 'STORM_FLOOD', 'LANDSLIDE', 'VOLCANO', 'HEAVY_SNOW', 'MAJOR_ACCIDENT'];
export const PRIORITIES = ['LIFE_SAFETY', 'URGENT', 'NORMAL'];
// In the order in which the disasters of 2016 and 2024 asked for them.
export const TASKS = ['SHELTER_OPERATION', 'RELIEF_GOODS', 'DAMAGE_ASSESSMENT', 'VICTIM_CERTIFICATE', 'MANAGEMENT_SUPPORT', 'LIAISON',
  'PUBLIC_HEALTH', 'DHEAT', 'CASEWORK', 'CONSULTATION', 'GENERAL_ADMIN', 'PUBLIC_RELATIONS', 'SCHOOL_SUPPORT',
  'WATER_SUPPLY', 'SEWER', 'CIVIL_ENGINEERING', 'EMERGENCY_SAFETY_CHECK', 'RESIDENTIAL_LAND_CHECK', 'DISASTER_WASTE', 'DEMOLITION_DESK', 'TEMPORARY_HOUSING'];
export const taskChoices = () => [
  [say('task.first'), codes('TaskType', TASKS.slice(0, 6))], [say('task.people'), codes('TaskType', TASKS.slice(6, 13))],
  [say('task.works'), codes('TaskType', TASKS.slice(13))]];
export const QUALIFICATIONS = ['PUBLIC_HEALTH_NURSE', 'CIVIL_ENGINEER', 'ARCHITECT', 'SAFETY_JUDGE', 'ASSESSMENT_TRAINED', 'CASEWORKER',
  'WATER_ENGINEER', 'MANAGEMENT_SUPERVISOR', 'HEAVY_VEHICLE_DRIVER'];
export const REASONS_OF_LENDER = ['OWN_DISASTER', 'NO_STAFF_LEFT', 'QUALIFICATION_MISSING', 'PERIOD_UNSUITABLE', 'TRAVEL_IMPOSSIBLE', 'OTHER'];
export const REASONS_OF_RECEIVER = ['NEED_ENDED', 'DUPLICATE_NEED', 'RECEPTION_NOT_READY', 'OTHER'];
export const REASONS_OF_COORDINATOR = ['COORDINATION', 'NEED_ENDED', 'DUPLICATE_NEED', 'RECEPTION_NOT_READY', 'OTHER'];
// What a coordinator may set aside for one lender and one request; the others are the law of the network.
export const WAIVABLE = ['LENDER_NOT_STRUCK', 'AGREEMENT_COVERS_HAZARD', 'AGREEMENT_COVERS_TASK', 'AGREEMENT_HEAD_COUNT_LEFT', 'OFFER_COVERS_TASK',
  'OFFER_HAS_QUALIFICATIONS', 'NOT_REFUSED_BEFORE', 'LENDER_LIMIT_LEFT', 'STAFF_RESTED'];

// Names with their reading: who reads 珠洲 aloud on the telephone must not guess.
let readings = new Map();
export const know = places => { readings = new Map(places.map(p => [p.code, p])); };
const reading = code => readings.get(code)?.kana ?? '';
export function place(code, name, given) {
  const kana = given || reading(code);
  return language() === 'ja' && kana ? html`<ruby>${name}<rp>（</rp><rt>${kana}</rt><rp>）</rp></ruby>` : html`${name}`;
}

// Times are Japan's wherever the reader sits; each page says so once, and to a reader in another zone that theirs differs.
const isElsewhere = () => new Date().getTimezoneOffset() !== -540;
export const japanTime = () => html`<p class="aside foot">${say('form.allTimesJapan')}${isElsewhere() ? ` ${say('form.timesElsewhere', Intl.DateTimeFormat().resolvedOptions().timeZone)}` : nothing}</p>`;
export const when = iso => html`<time datetime=${iso}>${time(iso)}</time>`;
export const short = (first, last) => first === last ? weekday(first) : `${weekday(first)}${language() === 'ja' ? '〜' : ' – '}${weekday(last)}`;
export const persons = n => say('part.persons', number(n));

export const linkTo = (page, parameters, drill) => {
  const query = new URLSearchParams({ ...parameters, ...(drill ? { drill } : {}), lang: language() });
  return `${page}?${query}`;
};

// The need of a request and who meets it, in runs of equal days --------------------------------

/** How far each day is met, as the server says it. */
const coverage = request => request.days.map(d => ({
  firstDay: d.firstDay, lastDay: d.lastDay, needed: d.needed, proposed: d.proposed, confirmed: d.confirmed, transit: d.inTransit, site: d.onSite + d.served, unreported: d.notReported, open: d.open, unmet: d.unmet, elsewhere: d.coveredElsewhere,
}));

/** So many runs of days are read at a glance, and so many gaps. */
const LISTED = 5;
const GAPS = 3;

const PARTS = ['site', 'transit', 'unreported', 'confirmed', 'proposed', 'elsewhere', 'open', 'unmet'];

/** Few runs are a list; many are drawn, each day a column, with the days that are short in words and the list at hand. */
export function dayBars(request) {
  const runs = coverage(request);
  const most = Math.max(1, ...runs.map(r => Math.max(r.needed, PARTS.reduce((sum, p) => sum + r[p], 0))));
  const list = html`<ol class="runs">${runs.map(run => html`<li>
    <span class="run-days">${short(run.firstDay, run.lastDay)}</span>
    <svg class="run-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">${bars(run, most)}</svg>
    <span class="run-text">${say('part.need', number(run.needed))}${comma()}${join(PARTS.filter(p => run[p] > 0).map(p => say(`part.${p}`, number(run[p]))))}${
      run.needed > 0 && !run.open && !run.unmet ? html` <span class="ok">${say('part.full')}</span>` : nothing}</span></li>`)}</ol>`;
  if (runs.length <= LISTED) return list;
  const gaps = runs.filter(r => r.open > 0);
  const first = runs[0].firstDay;
  const last = runs.at(-1).lastDay;
  return html`<svg class="strip" viewBox=${`0 0 ${between(first, last) + 1} 20`} preserveAspectRatio="none" role="img" aria-label=${say('part.strip', short(first, last), number(gaps.reduce((n, g) => n + between(g.firstDay, g.lastDay) + 1, 0)))}>${runs.map(run => columns(run, most, between(first, run.firstDay)))}</svg>
    <p class="strip-ends" aria-hidden="true"><span>${weekday(first)}</span><span>${weekday(last)}</span></p>
    ${gaps.length ? html`<p class="row-text short">${join(gaps.slice(0, GAPS).map(g => say('board.openDays', short(g.firstDay, g.lastDay), number(g.open))))}${gaps.length > GAPS ? ` ${say('board.andMore', gaps.length - GAPS)}` : nothing}</p>` : nothing}
    <details class="inside"><summary>${say('part.byDay', number(runs.length))}</summary>${list}</details>`;
}

function columns(run, most, x) {
  let y = 20;
  return PARTS.filter(p => run[p] > 0).map(p => {
    const height = (20 * run[p]) / most;
    y -= height;
    return svg`<rect class="part-${p}" x=${x} y=${y} width=${between(run.firstDay, run.lastDay) + 1} height=${height}></rect>`;
  });
}

function bars(run, most) {
  let x = 0;
  return PARTS.filter(p => run[p] > 0).map(p => {
    const width = (100 * run[p]) / most;
    const bar = svg`<rect class="part-${p}" x=${x} y="0" width=${width} height="10"></rect>`;
    x += width;
    return bar;
  });
}

export const barKey = () => html`<ul class="bar-key" aria-hidden="true">${PARTS.filter(p => !['elsewhere', 'unmet'].includes(p)).map(p => html`<li><svg viewBox="0 0 10 10" focusable="false">${svg`<rect class="part-${p}" width="10" height="10"></rect>`}</svg>${say(`part.key.${p}`)}</li>`)}</ul>`;

// How long something waits, or has left ---------------------------------------------------------

export const age = (iso, now) => span(now - Date.parse(iso));

export function left(iso, now) {
  const rest = Date.parse(iso) - now;
  return rest <= 0 ? say('part.overdue') : say('part.left', span(rest + 59_999));
}

export const soon = (iso, now) => Date.parse(iso) - now < 3_600_000;

// What became of a report, in words --------------------------------------------------------------

export function told(decided, first) {
  const lines = first ? [first] : [];
  if (!decided) return [...lines, say('form.notDecidedYet')];
  for (const e of decided.explanations ?? []) if (e.histogram) lines.push(e.histogram);
  for (const p of decided.proposals ?? []) lines.push(say('part.proposal', p.lenderName, number(p.headCount), days(p.firstDay, p.lastDay)));
  const open = (decided.explanations ?? []).at(-1);
  if (open) lines.push(open.openAfter > 0 ? say('part.stillOpen', number(open.openAfter)) : say('part.noneOpen'));
  for (const n of decided.notices ?? []) if (n.sentence) lines.push(n.sentence);
  lines.push(...decided.remarks ?? []);
  return lines;
}

export const facts = rows => html`<dl class="facts">${rows.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

export const empty = text => html`<p class="empty">${text}</p>`;

/** How a list draws notices. */
export const noticesDrawn = {
  kind: 'notices', size: 5, key: n => `${n.at} ${n.sentence}`, text: n => `${n.label ?? ''} ${n.sentence}`,
  row: n => html`<li>${chip(n.label ?? label('NoticeCode', n.code), n.code === 'GAP_FORESEEN' || n.code === 'RECALL_LIKELY' ? 'red' : 'amber')} ${n.sentence} <span class="aside">${when(n.at)}</span>
    ${n.changes?.length ? html`<details><summary>${say('part.changes', number(n.changes.length))}</summary><ul>${n.changes.map(line => html`<li>${line}</li>`)}</ul></details>` : nothing}</li>`,
};

export { repeat };

/** Whether two requests may ask for the same: of one receiver, disaster and work, for people alike, on some of the same days. */
export const mayBeTheSame = (a, b) => a.requestId !== b.requestId && a.networkId === b.networkId && a.receiver === b.receiver && a.disasterId === b.disasterId
  && a.taskType === b.taskType && [...(a.qualifications ?? [])].sort().join() === [...(b.qualifications ?? [])].sort().join()
  && a.firstDay <= b.lastDay && b.firstDay <= a.lastDay;
