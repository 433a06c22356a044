// The live board: what is missing, who is going where, how far the need is met, and the ledger; now or at any past moment.
import { Problem, address, get, maybe, whole } from './api.js';
import { areSeveral, disasterTag, knowDisasters } from './disasters.js';
import { COLUMNS, STATES, USUAL, chip, dispatchFacts, keyOf, ledgerTable, missingChip, orderSaid } from './ledger.js';
import { isEscape } from './keys.js';
import { guard, html, nothing, render, repeat } from './lit.js';
import { JapanMap, legend, persons, stageTexts } from './map.js';
import { byDay, chart, key as meterKey, table as meterTable } from './meters.js';
import { figure, together, unit, word } from './figures.js';
import { $ } from './page.js';
import { nextOpen, priorityOf, unrequestedChip } from './parts.js';
import { printDay } from './sheet.js';
import { LEDGER, drillOf, follow, notice, now, pageLink, past as showPast, remember, speak, start as open } from './shell.js';
import { timeline, typedWrong } from './timeline.js';
import { codes, day, dayOf, days, label, language, number, say, span, time } from './words.js';
import { Views } from './views.js';
import { isWall, openWall, wallButton } from './wall.js';
import { showRequest } from './why.js';

const KEPT = 400;
const IN_STREAM = 200;
const isPhone = matchMedia('(max-width: 46rem)').matches;
const ROWS = isPhone ? 5 : 10; // Rows of the ledger at once.
const FIRST_OPEN = isPhone ? 3 : 6;
const HIDDEN = 1_000; // Milliseconds between two renderings of a hidden page.
const TOGETHER = 50; // Changes of one decision arrive one after another.
const PERIOD = { ledger: 400, counts: 1_500, figures: 1_500, timeline: 5_000 };
const PERIODS = ['today', 'week'];
const DISASTER_FIGURES = ['openPersonDays', 'confirmed', 'inTransit', 'onSite'];

const board = {
  networks: new Map(), disasters: new Map(), open: new Map(), ledger: new Map(), flows: new Map(),
  deadLetters: 0, unreadable: 0, ready: false, told: false,
};
const view = {
  namespace: 'live', past: null, page: null, rows: null, meters: null, lenders: null, timeline: null, from: 0, columns: [], allOpen: false, failed: {}, width: 720, begun: false, whole: false,
};
const filters = { disaster: '', receiver: '', lender: '', task: '', state: [], notReported: '', during: '', q: '', sort: USUAL };
const NONE = { ...filters };
let views = null;
let at = null;
let drawing = 0;
let spokenAt = 0;
let typing = 0;
let fresh = new Map();
let places = new Map();
const map = new JapanMap(choose);

const isOpen = r => r.openPersonDays > 0 && !['CANCELLED', 'CLOSED', 'EXPIRED', 'MERGED'].includes(r.state);
const rank = { LIFE_SAFETY: 0, URGENT: 1 };
const kana = code => places.get(code)?.kana ?? '';
const drill = () => drillOf(view.namespace);
const isPartly = () => Object.keys(NONE).some(name => String(filters[name]) !== String(NONE[name]));
// Those that nobody chose: all, without the disaster where there is only one.
const columns = () => (view.columns.length ? COLUMNS.filter(c => view.columns.includes(c)) : COLUMNS.filter(c => c !== 'disaster' || areSeveral()));

// What is shown: what is now, or a moment of the past.
const shown = () => view.past ?? {
  networks: [...board.networks.values()], disasters: [...board.disasters.values()], open: [...board.open.values()],
  flows: [...board.flows.values()], deadLetters: board.deadLetters, unreadable: board.unreadable,
};

// The address holds the choices ------------------------------------------------------------------

function readAddress() {
  const asked = new URL(location.href).searchParams;
  for (const name of ['disaster', 'receiver', 'lender', 'task', 'notReported', 'q']) filters[name] = asked.get(name) ?? '';
  filters.during = PERIODS.find(p => p === asked.get('during')) ?? '';
  view.columns = (asked.get('columns') ?? '').split(',').filter(c => COLUMNS.includes(c));
  view.from = Math.max(0, (Number.parseInt(asked.get('page'), 10) || 1) - 1) * ROWS;
  filters.state = (asked.get('state') ?? '').split(',').filter(s => STATES.includes(s));
  filters.sort = asked.get('sort') ?? USUAL;
  const moment = asked.get('at');
  at = moment && !Number.isNaN(Date.parse(moment)) ? new Date(moment).toISOString() : null;
}

function writeAddress(push = false) {
  remember({ ...choice(), page: view.from ? String(view.from / ROWS + 1) : '', at }, push);
}

// What makes a view: filters, order and columns.
const choice = () => ({ ...filters, sort: filters.sort === USUAL ? '' : filters.sort, columns: view.columns });
const viewQuery = () => new URLSearchParams(Object.entries(choice()).map(([name, value]) => [name, String(value)]).filter(([, value]) => value)).toString();

function openView(query) {
  const next = new URLSearchParams(query);
  remember({ ...Object.fromEntries([...Object.keys(choice()), 'page'].map(name => [name, next.get(name) ?? ''])) }, true);
  readAddress();
  refreshLedger.now();
  refreshFigures.now();
  changed();
}

function chooseColumn(name) {
  const now = columns();
  const next = now.includes(name) ? now.filter(c => c !== name) : COLUMNS.filter(c => c === name || now.includes(c));
  if (next.length) view.columns = next;
  writeAddress();
  changed();
}

function turnTo(from) {
  view.from = from;
  writeAddress(true);
  refreshLedger.now();
  changed();
}

function filter(changes, push = true) {
  Object.assign(filters, changes);
  view.from = 0;
  writeAddress(push);
  refreshLedger.now();
  if (['disaster', 'receiver', 'task'].some(f => f in changes)) refreshFigures.now();
  changed();
}

// Chosen on the map or in its table: chosen twice, it is let go.
function choose({ lender = '', receiver = '' }) {
  const same = filters.lender === lender && filters.receiver === receiver;
  if (!same || lender || receiver) filter(same ? { lender: '', receiver: '' } : { lender, receiver });
}

const asked = () => ({ disaster: filters.disaster, receiver: filters.receiver, lender: filters.lender, task: filters.task, state: filters.state, notReported: filters.notReported, during: filters.during, q: filters.q });

// Reading what the stream does not bring -------------------------------------------------------

// At once, but at most once in a while, and always once more after the last call: a figure is not older than the line of the
// ledger beside it, unless so much happens that nobody reads it line by line.
function refresher(name, pause, read) {
  let timer = 0;
  let last = -Infinity;
  let busy = false;
  let again = false;
  const run = async () => {
    timer = 0;
    if (busy) { again = true; return; }
    busy = true;
    last = performance.now();
    try {
      await read();
      delete view.failed[name];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      view.failed[name] = error.message;
    } finally {
      busy = false;
      changed();
      if (again) { again = false; soon(); }
    }
  };
  const soon = () => { timer ||= setTimeout(run, Math.max(TOGETHER, last + pause() - performance.now())); };
  return { soon, now: () => { clearTimeout(timer); timer = 0; return run(); } };
}

// The first lines of the whole ledger come with the stream; only how many fit each filter is asked for.
const needsPage = () => isPartly() || at || view.from + ROWS > IN_STREAM;
const mark = () => JSON.stringify([filters, at, view.from]);

const refreshLedger = refresher('ledger', () => (needsPage() ? PERIOD.ledger : PERIOD.counts), async () => {
  const sort = filters.sort === USUAL ? '' : filters.sort;
  const wanted = mark();
  const whole = needsPage();
  const page = await get('api/ledger', { ...asked(), sort, at, counts: true, skip: whole ? view.from : 0, limit: whole ? ROWS : 1 });
  if (wanted !== mark()) return;
  view.page = { ...page, mark: wanted };
  view.rows = whole ? page.rows : null;
  const last = Math.max(0, Math.ceil(page.total / ROWS) - 1) * ROWS;
  if (view.from > last) turnTo(last);
});

const refreshFigures = refresher('figures', () => PERIOD.figures, async () => {
  const [meters, lenders] = await Promise.all([
    whole('api/meters', { disaster: filters.disaster, receiver: filters.receiver, task: filters.task, at }),
    at ? null : whole('api/lenders'),
  ]);
  view.meters = meters.rows;
  if (lenders) view.lenders = lenders.rows;
});

const refreshTimeline = refresher('timeline', () => PERIOD.timeline, async () => {
  view.timeline = await get('api/timeline', { buckets: 200 });
});

// A moment of the past; of many asked for in a row, the last one counts.
let wantedMoment = null;
let pastPause = 0;
let leavePast = null;
function goTo(moment) {
  wantedMoment = moment;
  at = moment;
  showPast(moment);
  leavePast?.();
  leavePast = moment ? notice(say('board.timeline.notice', time(moment)), { tone: 'warn', id: 'past', action: { name: say('board.timeline.toLive'), do: () => goTo(null) }, stays: true }) : null;
  if (!moment) {
    clearTimeout(pastPause);
    view.past = null;
    writeAddress();
    refreshLedger.now();
    refreshFigures.now();
    changed();
    return;
  }
  clearTimeout(pastPause);
  pastPause = setTimeout(async () => {
    writeAddress();
    try {
      const s = await get('api/past', { at: moment });
      if (wantedMoment !== moment) return;
      view.past = { networks: s.networks, disasters: s.disasters, open: s.openRequests.rows, flows: s.flows, deadLetters: s.deadLetters, unreadable: s.unreadable };
      await Promise.all([refreshLedger.now(), refreshFigures.now()]);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      goTo(null);
      notice(error.message, { tone: 'bad', id: 'past-failed', lasts: 10_000 });
    }
    changed();
  }, 150);
  changed();
}

// Where everybody is; known when the reference data has been read, and asked for once.
let locating = null;
function locate() {
  if (!map.outlines || places.size) return null;
  locating ??= readPlaces().finally(() => { locating = null; });
  return locating;
}

async function readPlaces() {
  const known = (await get('api/places')).rows;
  places = new Map(known.map(p => [p.code, p]));
  const prefectureRomaji = new Map(known.filter(p => /^\d\d000\d$/.test(p.code)).map(p => [p.code.slice(0, 2), p.english]));
  Object.assign(map, { places, prefectureRomaji });
  changed();
}

const flowKey = f => `${f.networkId}/${f.lender}/${f.receiver}/${f.disasterId}`;

// Following the stream -------------------------------------------------------------------------

function snapshot(s) {
  board.networks = new Map(s.networks.map(n => [n.networkId, n]));
  board.disasters = new Map(s.disasters.map(d => [`${d.networkId}/${d.disasterId}`, d]));
  board.open = new Map(s.openRequests.rows.map(r => [`${r.networkId}/${r.requestId}`, r]));
  board.ledger = new Map(s.ledger.rows.map(e => [keyOf(e), e]));
  board.flows = new Map(s.flows.map(f => [flowKey(f), f]));
  Object.assign(board, { deadLetters: s.deadLetters, unreadable: s.unreadable, ready: s.caughtUp, told: true });
  locate()?.catch(() => {});
  everything();
}

function change({ kind, key, row }) {
  if (kind === 'counts' && key) board.networks.set(key, row);
  else if (kind === 'counts') Object.assign(board, row);
  else if (kind === 'disaster') {
    if (row) board.disasters.set(key, row);
    else board.disasters.delete(key);
  } else if (kind === 'flow') {
    if (row && persons(row)) board.flows.set(key, row);
    else board.flows.delete(key);
  } else if (kind === 'request') {
    if (row && isOpen(row)) board.open.set(key, row);
    else board.open.delete(key);
  } else if (kind === 'ledger') {
    if (row) board.ledger.set(key, row);
    else board.ledger.delete(key);
    fresh.set(key, Date.now());
    if (!at) refreshLedger.soon();
  }
  if (!at && (kind === 'ledger' || kind === 'request')) refreshFigures.soon();
  refreshTimeline.soon();
  changed();
}

function everything() {
  if (!at) {
    refreshLedger.soon();
    refreshFigures.now();
  }
  refreshTimeline.now();
  changed();
}

// All that changes within a frame is drawn once. A hidden page has no frames, and is drawn too: somebody may come back to it.
function changed() {
  if (drawing) return;
  drawing = document.hidden ? setTimeout(drawNow, HIDDEN) : requestAnimationFrame(drawNow);
}

function drawNow() {
  drawing = 0;
  draw();
}

// Drawing --------------------------------------------------------------------------------------

// While the server reads a record from its beginning nothing is known yet, and nothing is said: a nought would be a statement.
const known = () => board.ready || board.networks.size > 0 || Boolean(view.past);

// Of the disaster that is chosen, else of all.
const figures = () => (known() ? together(filters.disaster ? shown().disasters.filter(d => d.disasterId === filters.disaster) : shown().networks) : {});
const dispatches = () => shown().networks.reduce((sum, n) => sum + n.dispatches, 0);
const join = texts => texts.join(language() === 'ja' ? '、' : ', ');
const nameOf = code => { const place = places.get(code); return place ? (language() === 'en' ? place.english : place.name) : code; };
const withReading = code => {
  const place = places.get(code);
  const name = place ? (language() === 'en' ? place.english : place.name) : code;
  return language() === 'ja' && place?.kana ? html`<ruby>${name}<rt>${place.kana}</rt></ruby>` : name;
};

// Several networks may know the same disaster.
function disasters() {
  const known = new Map();
  for (const d of shown().disasters) {
    const before = known.get(d.disasterId);
    known.set(d.disasterId, before ? { ...before, ...together([before, d]), struck: [...new Set([...before.struck, ...d.struck])], struckNames: [...new Set([...before.struckNames, ...d.struckNames])] } : d);
  }
  return [...known.values()].sort((a, b) => b.struckAt.localeCompare(a.struckAt));
}

function draw() {
  // Until the first answer there is nothing that would have to make room for it.
  view.begun ||= board.told && (!at || Boolean(view.past));
  if (!view.begun) {
    render(html`<h1 class="unseen">${say('board.title')}</h1><p class="empty">${say('board.reading')}</p>`, $('main'));
    return;
  }
  // What is below the screen comes a frame later: nothing that is pressed meanwhile waits for it.
  const { whole } = view;
  view.whole = true;
  const all = disasters();
  knowDisasters(all);
  const near = all.filter(d => !filters.disaster || d.disasterId === filters.disaster);
  const struck = new Set(near.flatMap(d => d.struck));
  const wanted = shown().open.filter(r => (!filters.disaster || r.disasterId === filters.disaster) && (!filters.receiver || r.receiver === filters.receiver) && (!filters.task || r.taskType === filters.task))
    .sort((a, b) => (rank[priorityOf(a)] ?? 2) - (rank[priorityOf(b)] ?? 2) || nextOpen(a).localeCompare(nextOpen(b)) || a.askedAt.localeCompare(b.askedAt) || a.requestId.localeCompare(b.requestId));
  const flows = shown().flows.filter(f => persons(f) && (!filters.disaster || f.disasterId === filters.disaster))
    .sort((a, b) => persons(b) - persons(a) || a.lender.localeCompare(b.lender));
  const missing = new Map();
  for (const r of shown().open) if (!filters.disaster || r.disasterId === filters.disaster) missing.set(r.receiver, (missing.get(r.receiver) ?? 0) + r.openPersonDays);
  const about = new Map(); // Receiver → the disasters for which it stands on the map.
  const standsFor = (code, id) => about.set(code, (about.get(code) ?? new Set()).add(id));
  for (const d of near) for (const code of d.struck) standsFor(code, d.disasterId);
  for (const f of flows) standsFor(f.receiver, f.disasterId);
  for (const r of shown().open) if (!filters.disaster || r.disasterId === filters.disaster) standsFor(r.receiver, r.disasterId);
  const receivers = [...about].map(([code, ids]) => ({ code, struck: struck.has(code), open: missing.get(code) ?? 0, disasters: all.map(d => d.disasterId).filter(id => ids.has(id)).reverse() }));
  // By the minute: what is drawn to it is not drawn anew for each change.
  const until = view.timeline?.from ? Math.max(Date.parse(view.timeline.to), drill() ? 0 : Math.floor(Date.now() / 60_000) * 60_000) : 0;
  for (const [key, since] of fresh) if (Date.now() - since > 2_500) fresh.delete(key);
  render(html`
    <h1 class="unseen">${drill() ? `${say('shell.drill')} ` : ''}${say('board.title')}</h1>
    <p class="on-paper">${say('board.sheet.asOf', time(now()))}</p>
    ${overview(all)}
    ${choices(all)}
    <div class="pair">
      <section class="card open-card" aria-labelledby="open-title">${shortfalls(wanted)}</section>
      <section class="card map-card" aria-labelledby="map-title">${mapSection(flows)}</section>
    </div>
    ${whole ? html`
    ${view.timeline && view.timeline.from ? html`<section class="card timeline" aria-labelledby="timeline-title">${guard([view.timeline, at, typedWrong(), until], () => timeline(view.timeline, at, until, goTo, changed))}</section>` : nothing}
    <div class="pair even">
      <section class="card meters-card" aria-labelledby="meters-title">${guard([view.meters, dayOf(now()), view.width, filters.receiver, filters.task, view.failed.figures], metersSection)}</section>
      <section class="card load-card" aria-labelledby="load-title">${guard([...shown().networks, view.lenders, places, filters.lender, filters.receiver, at, known(), board.ready, view.failed.figures], loads)}</section>
    </div>
    <section class="card ledger-card" aria-labelledby="ledger-title">${ledgerSection()}</section>` : nothing}
    <p class="credits">${say('board.credits')}</p>`, $('main'));
  if (!whole) changed();
  // In a task of its own: a click is not held up by both.
  if (map.outlines) setTimeout(() => map.show({ receivers, flows, selection: { lender: filters.lender, receiver: filters.receiver } }), 0);
  // Widths are set here, for a style inside HTML is not allowed to be there.
  for (const bar of document.querySelectorAll('[data-width]')) bar.style.width = `${bar.dataset.width}%`;
  // A link of another page leads to the ledger, once its lines are there and nothing above it makes room for itself any more.
  const above = (view.meters || view.failed.figures) && (view.timeline || view.failed.timeline);
  if (location.hash === LEDGER && board.ready && view.page && above && $(LEDGER.slice(1))) {
    history.replaceState(null, '', location.pathname + location.search);
    $(LEDGER.slice(1)).scrollIntoView({ block: 'start' });
  }
  if (Date.now() - spokenAt > 15_000 && board.ready && !at) {
    spokenAt = Date.now();
    speak(say('board.spoken', number(figures().openRequests), number(figures().openPersonDays)));
  }
}

function overview(all) {
  const sums = figures();
  const lines = chosen => () => { filter(chosen); $('ledger-title').scrollIntoView({ block: 'start' }); };
  const inState = (name, ...state) => figure(name, sums[name], { act: lines({ state, notReported: 'false' }) });
  const lost = (name, value, act = null) => (value ? figure(name, value, { text: say(`board.fig.${name}`), unit: say('board.unit.reports'), tone: 'alarm', act }) : nothing);
  return html`<section class="overview" aria-labelledby="figures-title"><h2 id="figures-title" class="unseen">${say('board.figures')}</h2>
    ${all.length ? html`<ul class="disasters">${all.map(d => html`<li>${all.length > 1 ? html`<button type="button" class="disaster-pick" aria-pressed=${filters.disaster === d.disasterId} @click=${() => filter({ disaster: filters.disaster === d.disasterId ? '' : d.disasterId })}>${disasterTag(d.disasterId)}</button>` : html`<b lang="ja">${d.name}</b>`} <span class="chip">${label('HazardType', d.hazard)}</span>
      <span class="aside">${say('board.struckAt', time(d.struckAt))} · ${join(d.struckNames.slice(0, 6))}${d.struckNames.length > 6 ? ` ${say('board.andMore', d.struckNames.length - 6)}` : ''}</span>
      ${all.length > 1 ? html`<span class="of-disaster">${DISASTER_FIGURES.map(name => html`<span>${word(name)} <b>${number(d[name] ?? 0)}</b>${unit(name)}</span> `)}</span>` : nothing}</li>`)}</ul>` : nothing}
    ${all.length > 1 ? html`<p class="figures-of" role="status">${filters.disaster ? html`${say('board.figuresOf')} ${disasterTag(filters.disaster)}
      <button type="button" id="all-disasters" class="text" @click=${() => filter({ disaster: '' })}>${say('board.allDisasters')}</button>` : say('board.figuresOfAll', number(all.length))}</p>` : nothing}
    <dl id="figures" class="figures">
      ${figure('openPersonDays', sums.openPersonDays, { tone: 'alarm' })}${sums.unmetPersonDays ? figure('unmetPersonDays', sums.unmetPersonDays) : nothing}${figure('openRequests', sums.openRequests)}
      ${inState('proposed', 'PROPOSED')}${inState('confirmed', 'CONFIRMED')}${inState('inTransit', 'DEPARTED')}${inState('onSite', 'ON_SITE', 'HANDING_OVER')}
      ${sums.notReported ? figure('notReported', sums.notReported, { tone: 'alarm', act: lines({ state: [], notReported: 'true' }) }) : nothing}
      ${lost('lost', shown().deadLetters, () => setAside('lost', '1'))}${lost('unreadable', shown().unreadable)}
    </dl></section>`;
}

function choices(all) {
  const option = (value, text, chosen) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`;
  const pick = (name, options) => html`<label class="choose"><span>${say(`board.filter.${name}`)}</span><select id="filter-${name}" @change=${e => filter({ [name]: e.target.value })}>
    ${option('', say('board.all'), filters[name])}${options.map(([value, text]) => option(value, text, filters[name]))}</select></label>`;
  const named = new Map();
  const receivers = new Map();
  for (const d of all) d.struck.forEach((code, i) => receivers.set(code, d.struckNames[i] ?? code));
  for (const r of shown().open) receivers.set(r.receiver, r.receiverName);
  for (const f of shown().flows) { receivers.set(f.receiver, f.receiverName); named.set(f.lender, f.lenderName); }
  for (const l of view.lenders ?? []) named.set(l.lender, l.lenderName);
  if (filters.receiver && !receivers.has(filters.receiver)) receivers.set(filters.receiver, places.get(filters.receiver)?.name ?? filters.receiver);
  if (filters.lender && !named.has(filters.lender)) named.set(filters.lender, places.get(filters.lender)?.name ?? filters.lender);
  const sorted = entries => [...entries].sort((a, b) => a[0].localeCompare(b[0]));
  return html`<div class="choices" role="group" aria-label=${say('board.filter')}>
    <span class="choices-name" aria-hidden="true">${say('board.filter')}</span>
    ${all.length > 1 || filters.disaster ? pick('disaster', all.map(d => [d.disasterId, d.name])) : nothing}
    ${pick('receiver', sorted(receivers))}${pick('lender', sorted(named))}
    ${pick('task', codes('TaskType').filter(c => c !== 'UNKNOWN').map(c => [c, label('TaskType', c)]))}
    ${isPartly() ? html`<button id="clear" type="button" class="quiet" @click=${() => filter({ ...NONE })}>${say('board.filter.clear')}</button>` : nothing}
  </div>`;
}

function shortfalls(wanted) {
  const total = filters.disaster || filters.receiver || filters.task ? wanted.length : figures().openRequests;
  const rows = view.allOpen ? wanted : wanted.slice(0, FIRST_OPEN);
  return html`<div class="head"><h2 id="open-title">${say('board.open')}</h2>
      <span id="open-count" class="count">${!known() ? nothing : total > rows.length ? say('board.firstOf', number(rows.length), number(total)) : say('board.count', number(total))}</span></div>
    <ul id="open" class="open">${repeat(rows, r => `${r.networkId}/${r.requestId}`, shortfall)}</ul>
    ${wanted.length > FIRST_OPEN ? html`<p class="further"><button id="all-open" type="button" aria-expanded=${view.allOpen} @click=${() => { view.allOpen = !view.allOpen; changed(); }}>${view.allOpen ? say('board.less') : say('board.moreOpen', number(wanted.length - FIRST_OPEN))}</button></p>` : nothing}
    ${rows.length ? nothing : html`<p id="open-empty" class="empty">${say(!board.ready ? 'board.reading' : filters.disaster || filters.receiver || filters.task ? 'board.noneOpenHere' : shown().disasters.length ? 'board.noneOpen' : 'board.noDisaster')}</p>`}`;
}

function shortfall(r) {
  const covered = r.requestedPersonDays ? Math.floor((100 * r.coveredPersonDays) / r.requestedPersonDays) : 0;
  const priority = priorityOf(r);
  const sign = { LIFE_SAFETY: '▲', URGENT: '△' }[priority] ?? '';
  return html`<li data-priority=${priority}>
    <div class="who">${disasterTag(r.disasterId)}<span class="chip ${priority === 'LIFE_SAFETY' ? 'strong' : ''}" data-tone=${{ LIFE_SAFETY: 'red', URGENT: 'amber' }[priority] ?? 'grey'}>${sign ? html`<span aria-hidden="true">${sign}</span>` : nothing}${label('Priority', priority)}</span>
      <button type="button" class="text place-of" aria-pressed=${filters.receiver === r.receiver} title=${say('board.choosePlace')} @click=${() => choose({ receiver: r.receiver })}>${withReading(r.receiver)}</button>
      <span class="task">${label('TaskType', r.taskType)}</span><span class="age">${say('board.waiting', span(now() - Date.parse(r.askedAt)))}</span></div>
    <div class="short"><b>${say('board.short', number(r.openPersonDays))}</b>
      <span class="bar" role="img" aria-label=${say('board.coveredOf', number(r.coveredPersonDays), number(r.requestedPersonDays))}><i data-width=${covered}></i></span>
      <span class="aside">${say('board.covered', number(r.coveredPersonDays), number(r.requestedPersonDays))}</span></div>
    <div class="days">${r.open.slice(0, 2).map((o, i) => html`${i ? (language() === 'ja' ? '、' : '; ') : ''}${say('board.openDays', days(o.firstDay, o.lastDay), number(o.headCount))}`)}${r.open.length > 2 ? ` ${say('board.andMore', r.open.length - 2)}` : ''}</div>
    <div class="foot"><button type="button" class="text" @click=${() => setAside('why', `${r.networkId}/${r.requestId}`)}>${say('board.whyOf', r.requestId)}</button>
      <span class="chip">${label('RequestState', r.state)}</span>
      ${r.documentation === 'ORAL' ? html`<span class="chip" data-tone="amber">${say('board.documentPending')}</span>` : unrequestedChip(r)}
      ${r.escalatedTo ? html`<span class="chip" data-tone="blue">${say('board.escalated')}</span>` : nothing}</div></li>`;
}

function mapSection(flows) {
  const chosen = f => filters.lender === f.lender && filters.receiver === f.receiver;
  const near = flows.filter(f => (!filters.receiver || f.receiver === filters.receiver) && (!filters.lender || f.lender === filters.lender));
  return html`<div class="head"><h2 id="map-title">${say('board.map')}</h2><span class="count">${known() ? say('board.map.count', number(flows.length), number(flows.reduce((s, f) => s + persons(f), 0))) : nothing}</span>
      ${filters.lender || filters.receiver ? html`<button id="map-clear" type="button" @click=${() => choose({})}>${say('board.map.only', [filters.lender, filters.receiver].filter(Boolean).map(code => nameOf(code)).join(' → '))} <span aria-hidden="true">✕</span><span class="unseen">${say('board.filter.clear')}</span></button>` : nothing}</div>
    ${map.element}
    ${legend()}
    <details class="flows" id="flows"><summary>${say('board.map.table', number(near.length))}</summary>
      ${near.length ? html`<div class="scroll" tabindex="0" role="group" aria-label=${say('board.map.tableName')}><table><caption class="unseen">${say('board.map.tableName')}</caption>
      <thead><tr><th scope="col">${say('board.col.flow')}</th><th scope="col" class="number">${say('board.col.people')}</th><th scope="col">${say('board.col.stage')}</th></tr></thead>
      <tbody>${repeat(near, flowKey, f => html`<tr class=${chosen(f) ? 'selected' : nothing}>
        <th scope="row"><button type="button" class="text" aria-pressed=${chosen(f)} @click=${() => choose(f)} @focus=${() => map.pointFlow(f)} @blur=${() => map.pointFlow(null)} @pointerenter=${() => map.pointFlow(f)} @pointerleave=${() => map.pointFlow(null)}>${f.lenderName} → ${f.receiverName}</button> ${disasterTag(f.disasterId, { named: false })}</th>
        <td class="number">${say('board.persons', number(persons(f)))}</td><td>${stageTexts(f)}</td></tr>`)}</tbody></table></div>` : html`<p class="empty">${say('board.noFlow')}</p>`}</details>`;
}

function metersSection() {
  const all = byDay(view.meters ?? []);
  const today = dayOf(now());
  const here = all.find(d => d.day >= today && (d.day === today || d.needed > 0)); // Before the first day: the need of that day.
  const met = (field, name, sign) => {
    const value = here[field];
    const share = here.needed ? Math.min(100, Math.round((100 * value) / here.needed)) : 0;
    return html`<div class="meter"><dt><span aria-hidden="true" class="dot ${field}"></span>${name}</dt><dd><b>${number(value)}</b><small>${say('board.unit.persons')}</small></dd>
      <dd class="gauge"><span class="bar" role="img" aria-label=${say('board.meter.share', share)}><i class=${field} data-width=${share}></i></span><span class="aside">${say('board.meter.percent', share)}</span></dd></div>`;
  };
  return html`<div class="head"><h2 id="meters-title">${say('board.meters')}</h2><span class="count">${filters.receiver || filters.task ? say('board.filtered') : ''}</span></div>
    ${all.length ? html`<div class="body meters">
      ${here ? html`<div class="today-figures"><p class="today-need">${here.day === today ? say('board.meter.todayNeed', number(here.needed)) : say('board.meter.dayNeed', day(here.day), number(here.needed))} ${here.open > 0 ? html`<strong class="missing">${say('board.meter.todayOpen', number(here.open))}</strong>` : html`<span class="met">${say('board.meter.todayMet')}</span>`}</p>
        <dl>${met('confirmed', label('DispatchState', 'CONFIRMED'))}${met('inTransit', label('DispatchState', 'DEPARTED'))}${met('onSite', label('DispatchState', 'ON_SITE'))}${here.notReported ? met('notReported', word('notReported')) : nothing}</dl></div>`
        : html`<p class="aside">${say('board.meter.notToday')}</p>`}
      <div class="chart-box">${chart(all, today, view.width)}</div>
      <p id="meters-said" class="unseen">${say('board.meter.said', number(all.length))}</p>
      ${meterKey(all)}
      <details><summary>${say('board.meter.open.table')}</summary>${meterTable(all)}</details></div>`
    : html`<p class="empty">${view.failed.figures ?? say(view.meters ? 'board.noMeters' : 'board.reading')}</p>`}`;
}

function loads() {
  // What a lender bears comes with the very change that the ledger shows; who bears nothing, with the list of lenders.
  const bear = new Map(shown().networks.flatMap(n => n.loads.map(l => [`${n.networkId}/${l.lender}`, { ...l, networkId: n.networkId }])));
  const none = { personDays: 0, away: 0 };
  const rows = at ? [...bear.values()] : (view.lenders ?? []).map(l => ({ ...l, ...(bear.get(`${l.networkId}/${l.lender}`) ?? none) }));
  const total = rows.reduce((s, l) => s + l.personDays, 0);
  const sorted = [...rows].sort((a, b) => b.personDays - a.personDays || a.lender.localeCompare(b.lender));
  const bearing = sorted.filter(l => l.personDays > 0 || l.lender === filters.lender);
  const most = Math.max(1, ...bearing.map(l => l.personDays));
  const idle = sorted.length - bearing.length;
  return html`<div class="head"><h2 id="load-title">${say('board.loads')}</h2><span class="count">${known() ? say('board.loads.sum', number(total)) : nothing}</span></div>
    ${bearing.length ? html`<div class="scroll loads" tabindex="0" role="group" aria-labelledby="load-title"><table><caption class="unseen">${say('board.loads')}</caption>
      <thead><tr><th scope="col">${say('board.col.lender')}</th><th scope="col" class="wide"><span class="unseen">${say('board.loads.bar')}</span></th><th scope="col" class="number">${say('board.unit.personDays')}</th><th scope="col" class="number">${say('board.loads.share')}</th><th scope="col" class="number">${say('board.loads.away')}</th></tr></thead>
      <tbody>${repeat(bearing, l => `${l.networkId}/${l.lender}`, l => html`<tr class=${filters.lender === l.lender ? 'selected' : nothing}>
        <th scope="row"><button type="button" class="text" aria-pressed=${filters.lender === l.lender} title=${kana(l.lender) || nothing} @click=${() => choose({ lender: filters.lender === l.lender && !filters.receiver ? '' : l.lender })}>${l.lenderName}</button></th>
        <td class="wide" aria-hidden="true"><span class="bar"><i data-width=${((100 * l.personDays) / most).toFixed(1)}></i></span></td>
        <td class="number">${number(l.personDays)}</td><td class="number">${total ? say('board.meter.percent', ((100 * l.personDays) / total).toFixed(1)) : ''}</td><td class="number">${l.away ? say('board.persons', number(l.away)) : '–'}</td></tr>`)}</tbody></table></div>
      ${idle ? html`<p class="aside rest">${say('board.loads.idle', number(idle))}</p>` : nothing}`
    : html`<p class="empty">${view.failed.figures ?? say(board.ready ? 'board.loads.none' : 'board.reading')}</p>`}`;
}

// What an input method has not finished is not searched for, and a redraw would end its conversion.
function search(event) {
  clearTimeout(typing);
  if (event.isComposing) return;
  const text = event.target.value.trim();
  typing = setTimeout(() => filter({ q: text }, false), 250);
}

function ledgerSection() {
  const stream = [...board.ledger.values()].sort((a, b) => b.proposedAt.localeCompare(a.proposedAt) || a.dispatchId.localeCompare(b.dispatchId));
  if (stream.length > 2 * KEPT) for (const old of stream.slice(KEPT)) board.ledger.delete(keyOf(old));
  const paged = needsPage();
  const waiting = Boolean(paged && view.page?.mark !== mark());
  // What was there stays until the answer has come: nothing jumps.
  const rows = paged && view.rows ? view.rows : stream.slice(view.from, view.from + ROWS);
  const total = paged ? view.page?.total ?? dispatches() : dispatches();
  const counts = view.page?.counts;
  const table = form => address(`api/ledger.${form}`, { ...asked(), sort: filters.sort === USUAL ? '' : filters.sort, at });
  const toggle = state => filter({ state: filters.state.includes(state) ? filters.state.filter(s => s !== state) : [...filters.state, state] });
  const count = n => (counts ? html` <span class="n">${number(n ?? 0)}</span>` : nothing);
  const last = Math.min(view.from + ROWS, total);
  return html`<div class="head"><h2 id="ledger-title" tabindex="-1">${say('board.ledger')}</h2>
      <span id="ledger-count" class="count">${known() ? `${say('board.count', number(total))} · ` : ''}${orderSaid(filters.sort)}</span>
      <label class="choose search"><span>${say('board.search')}</span><input id="q" type="search" .value=${filters.q} placeholder=${say('board.searchHint')} maxlength="60"
        @input=${search} @compositionend=${search}></label>
      <div class="actions">${wallButton()}<button id="print" type="button" @click=${() => printDay(view.namespace, asked(), at).catch(e => notice(e.message, { tone: 'bad' }))}>${say('board.print')}</button>
        <a id="xlsx" class="button" href=${table('xlsx')} title=${say(isPartly() ? 'board.xlsxFiltered' : 'board.xlsx')}>${say('board.xlsxShort')}</a>
        <a id="csv" class="button" href=${table('csv')} title=${say(isPartly() ? 'board.csvFiltered' : 'board.csv')}>${say('board.csvShort')}</a></div></div>
    <div class="states"><div class="switch" role="group" aria-label=${say('board.during')}>
        <button type="button" aria-pressed=${!filters.during} @click=${() => filter({ during: '' })}>${say('board.during.any')}</button>
        ${PERIODS.map(p => html`<button type="button" data-during=${p} aria-pressed=${filters.during === p} title=${say(`board.during.${p}.means`)} @click=${() => filter({ during: filters.during === p ? '' : p })}>${say(`board.during.${p}`)}${count(counts?.during[p])}</button>`)}</div>
      <details class="menu" id="columns"><summary>${say('board.columns')}</summary><div class="menu-body"><fieldset class="ticks column-picks"><legend class="unseen">${say('board.columns')}</legend>
        ${COLUMNS.map(c => html`<label><input type="checkbox" value=${c} .checked=${columns().includes(c)} @change=${() => chooseColumn(c)}>${say(`board.col.${c}`)}</label>`)}</fieldset>
        ${view.columns.length ? html`<button type="button" @click=${() => { view.columns = []; writeAddress(); changed(); }}>${say('board.columns.usual')}</button>` : nothing}</div></details>
      ${views?.menu(viewQuery()) ?? nothing}
      <div class="state-picks" role="group" aria-label=${say('board.state')}>${STATES.map(s => html`<button type="button" class="state-pick ${counts && !counts.state[s] ? 'none' : ''}" data-state=${s} aria-pressed=${filters.state.includes(s)} @click=${() => toggle(s)}>${chip(s)}${count(counts?.state[s])}</button>`)}<button type="button" class="state-pick ${counts && !counts.notReported ? 'none' : ''}" id="not-reported" aria-pressed=${filters.notReported === 'true'} @click=${() => filter({ notReported: filters.notReported === 'true' ? '' : 'true' })}>${missingChip(word('notReported'))}${count(counts?.notReported)}</button>
        ${filters.notReported === 'false' ? html`<button type="button" class="state-pick" aria-pressed="true" @click=${() => filter({ notReported: '' })}>${say('board.withoutNotReported')}</button>` : nothing}</div></div>
    ${view.failed.ledger ? html`<p class="notice" data-tone="bad" role="alert">${view.failed.ledger}</p>` : nothing}
    ${rows.length ? ledgerTable({
      rows, columns: columns(), usual: !view.columns.length, sort: filters.sort, onSort: sort => filter({ sort }), kana, fresh, waiting, selected: new URL(location.href).searchParams.get('dispatch'), title: say('board.ledger'),
      openDispatch: (event, row) => { event.preventDefault(); setAside('dispatch', keyOf(row)); },
      openWhy: (network, id) => setAside('why', `${network}/${id}`), dispatchLink: row => pageLink('./', { dispatch: keyOf(row) }),
    }) : html`<p id="ledger-empty" class="empty">${say(!board.ready || waiting ? 'board.reading' : isPartly() ? 'board.noneFit' : 'board.noDispatch')}</p>`}
    ${total > ROWS ? html`<p class="further pages"><button type="button" id="page-before" ?disabled=${view.from === 0} aria-label=${say('list.before')} @click=${() => turnTo(Math.max(0, view.from - ROWS))}>◀</button>
      <span id="ledger-shown" class="count" role="status">${say('list.shown', number(view.from + 1), number(last), number(total))}</span>
      <button type="button" id="page-after" ?disabled=${last >= total} aria-label=${say('list.after')} @click=${() => turnTo(view.from + ROWS)}>▶</button></p>` : nothing}`;
}

// What is opened beside the board: the reasons of a match, one dispatch, what could not be read -----

function setAside(name, value) {
  remember({ why: '', dispatch: '', lost: '', [name]: value }, true);
  openAside();
}

async function openAside() {
  const parameters = new URL(location.href).searchParams;
  const [name] = ['why', 'dispatch', 'lost'].filter(n => parameters.get(n));
  const dialog = $('why');
  if (!name) {
    if (dialog.open) dialog.close();
    return;
  }
  const [network, ...rest] = parameters.get(name).split('/');
  if (!dialog.open) dialog.showModal();
  if (name === 'why') {
    await showRequest(network, rest.join('/'));
    return;
  }
  $('why-title').textContent = name === 'dispatch' ? say('board.dispatch', rest.join('/')) : say('board.fig.lost');
  render(html`<p>${say('board.reading')}</p>`, body());
  try {
    render(name === 'dispatch' ? await dispatchAside(network, rest.join('/')) : await lostAside(), body());
  } catch (error) {
    render(html`<p class="notice" data-tone="bad" role="alert">${error.message}</p>`, body());
  }
}

// A place of its own for each opening: what others drew there is theirs.
function body() {
  const part = document.createElement('div');
  part.className = 'aside-part';
  $('why-body').replaceChildren(part);
  return part;
}

async function dispatchAside(network, id) {
  const key = `${network}/${id}`;
  const row = (!at && board.ledger.get(key)) || (await get('api/ledger', { network, q: id, limit: 100, at })).rows.find(r => r.dispatchId === id);
  if (!row) return html`<p class="notice" data-tone="warn">${say('board.noSuchDispatch', id)}</p>`;
  const link = new URL(pageLink('./', { dispatch: key }), location.href).href;
  return html`${dispatchFacts(row, pageLink('request.html', { network, id: row.requestId }))}
    <div class="actions"><button type="button" @click=${() => setAside('why', `${network}/${row.requestId}`)}>${say('board.whyOf', row.requestId)}</button>
      <button type="button" @click=${async e => { const button = e.currentTarget; await navigator.clipboard?.writeText(link); button.textContent = say('board.copied'); }}>${say('board.copyLink')}</button></div>`;
}

async function lostAside() {
  const answer = await maybe('api/dead-letters', { limit: 100 });
  if (!answer) return html`<p class="notice" data-tone="info">${say('board.lost.restricted', number(board.deadLetters))}</p>`;
  return html`<p>${say('board.lost.text', number(answer.count))}</p>
    <ul class="lost">${answer.rows.map(l => html`<li><b>${l.label}</b> <span class="aside">${time(l.at)}</span><p>${l.detail}</p><code>${l.topic} / ${l.partition} / ${l.offset} · ${say('board.lost.bytes', number(l.valueBytes))}</code></li>`)}</ul>`;
}

// Beginning --------------------------------------------------------------------------------------

async function start() {
  readAddress();
  const opened = await open({ page: 'board', title: 'board.pageTitle' });
  view.namespace = opened.namespace;
  views = new Views(opened.me?.account ?? 'anyone', { open: openView, link: query => pageLink('./', Object.fromEntries(new URLSearchParams(query))), redraw: changed });
  const old = /^#why=(.+)$/.exec(location.hash); // Links of earlier versions.
  if (old) { history.replaceState(null, '', location.pathname + location.search); remember({ why: decodeURIComponent(old[1]) }); }
  draw();
  follow({ onSnapshot: snapshot, onChange: change });
  map.outlines = await fetch('map.json').then(r => r.json());
  await locate()?.catch(() => {}); // A drill that does not exist yet has no places.
  if (at) goTo(at);
  if (isWall()) openWall();
  changed();
  openAside();
  $('why-close').addEventListener('click', () => $('why').close());
  $('why').addEventListener('click', event => { if (event.target === $('why')) $('why').close(); });
  $('why').addEventListener('close', () => {
    const parameters = new URL(location.href).searchParams;
    if (parameters.get('why') || parameters.get('dispatch') || parameters.get('lost')) { remember({ why: '', dispatch: '', lost: '' }, true); changed(); }
  });
  addEventListener('popstate', () => {
    const before = at;
    readAddress();
    openAside();
    if (at !== before) goTo(at);
    refreshLedger.now();
    refreshFigures.now();
    changed();
  });
  const openMenu = () => document.querySelector('details.menu[open]');
  addEventListener('keydown', event => {
    const menu = isEscape(event) ? openMenu() : null;
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  addEventListener('pointerdown', event => { const menu = openMenu(); if (menu && !menu.contains(event.target)) menu.open = false; });
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    const wide = width >= 1100 ? Math.round((width - 20) * 0.5 - 36) : width - 34;
    if (Math.abs(wide - view.width) > 4) { view.width = Math.max(240, wide); changed(); }
  }).observe($('main'));
  setInterval(changed, 30_000); // Ages are updated.
}

start();
