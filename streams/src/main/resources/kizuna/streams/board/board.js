import { $, arrange, make } from './page.js';
import { Stream } from './stream.js';
import { days, label, language, load, number, say, span, time } from './words.js';
import { show } from './why.js';

const SHOWN = 200;
const STEP = 50;
const LOOK_FOR_DRILLS = 10_000;
const url = new URL(location.href);
const chosen = url.searchParams.get('ns') ?? (url.searchParams.get('drill') ? `drill.${url.searchParams.get('drill')}` : null);

const board = {
  namespace: null, networks: new Map(), disasters: new Map(), open: new Map(), openTotal: 0,
  ledger: new Map(), ledgerTotal: 0, deadLetters: 0, unreadable: 0, ready: false, heard: 0,
};
let stream = null;
let wanted = '';
let drawing = 0;
let spokenAt = 0;
let link = 'connecting';
let lines = STEP;
let absent = false;

const drillOf = namespace => (namespace?.startsWith('drill.') ? namespace.slice(6) : null);
const query = () => (drillOf(board.namespace) ? { drill: drillOf(board.namespace) } : {});
const isOpen = r => r.openPersonDays > 0 && !['CANCELLED', 'CLOSED', 'EXPIRED'].includes(r.state);
const rank = { LIFE_SAFETY: 0, URGENT: 1 };
const tones = {
  PROPOSED: 'amber', CONFIRMED: 'blue', DEPARTED: 'blue', ON_SITE: 'green', HANDING_OVER: 'green',
  DECLINED: 'red', LAPSED: 'red', CANCELLED: 'red', RECALLED: 'red',
};

// What time it is: for a drill the time inside its log.
function now() {
  const log = Math.max(0, ...[...board.networks.values()].map(n => (n.decidedAt ? Date.parse(n.decidedAt) : 0)));
  return drillOf(board.namespace) && log ? log : Math.max(Date.now(), log);
}

// Following the stream -------------------------------------------------------------------------

function follow(namespace) {
  stream?.close();
  Object.assign(board, { namespace, ready: false });
  const drill = drillOf(namespace);
  document.body.classList.toggle('is-drill', Boolean(drill));
  $('namespace').value = namespace;
  const parameters = { lang: language(), ...(drill ? { drill } : {}) };
  $('csv').href = `api/ledger.csv?${new URLSearchParams(parameters)}`;
  stream = new Stream(parameters, {
    onSnapshot(s) {
      if (absent) look(); // The stream found it before the list did.
      board.networks = new Map(s.networks.map(n => [n.networkId, n]));
      board.disasters = new Map(s.disasters.map(d => [`${d.networkId}/${d.disasterId}`, d]));
      board.open = new Map(s.openRequests.rows.map(r => [`${r.networkId}/${r.requestId}`, r]));
      board.openTotal = s.openRequests.total;
      board.ledger = new Map(s.ledger.rows.map(e => [`${e.networkId}/${e.dispatchId}`, e]));
      board.ledgerTotal = s.ledger.total;
      Object.assign(board, { deadLetters: s.deadLetters, unreadable: s.unreadable, ready: s.caughtUp });
      changed();
    },
    onChange: change,
    onState(state) { link = state; if (state === 'on') board.heard = Date.now(); drawLink(); },
  });
  changed();
}

function change({ kind, key, row }) {
  if (kind === 'counts' && key) board.networks.set(key, row);
  else if (kind === 'counts') Object.assign(board, row);
  else if (kind === 'disaster') board.disasters.set(key, row);
  else if (kind === 'request') {
    if (row && isOpen(row)) board.open.set(key, row);
    else board.open.delete(key);
  } else if (kind === 'ledger') {
    if (row) board.ledger.set(key, row);
    else board.ledger.delete(key);
  }
  changed();
}

function changed() {
  if (!drawing) drawing = setTimeout(() => { drawing = 0; draw(); }, 150);
}

const sum = field => [...board.networks.values()].reduce((total, n) => total + n[field], 0);

// Drawing --------------------------------------------------------------------------------------

function draw() {
  const drill = drillOf(board.namespace);
  $('drill').hidden = !drill;
  if (drill) $('drill-text').textContent = say('board.drillText', drill, time(now()));
  document.title = (drill ? `【${say('board.drill')}】` : '') + say('board.pageTitle');
  drawFigures();
  drawOpen();
  drawLedger();
  if (Date.now() - spokenAt > 15_000 && board.ready) {
    spokenAt = Date.now();
    $('spoken').textContent = say('board.spoken', number(sum('openRequests')), number(sum('openPersonDays')));
  }
}

function drawFigures() {
  const figure = (key, value, unit, alarm, href) => make('div', alarm ? { class: 'alarm' } : {},
    make('dt', {}, href ? make('a', { href }, say(key)) : say(key)), make('dd', {}, number(value), make('small', {}, say(unit))));
  $('figures').replaceChildren(
    figure('board.fig.open', sum('openPersonDays'), 'board.unit.personDays', sum('openPersonDays') > 0),
    figure('board.fig.requests', sum('openRequests'), 'board.unit.requests'),
    figure('board.fig.proposed', sum('proposed'), 'board.unit.persons'),
    figure('board.fig.confirmed', sum('confirmed'), 'board.unit.persons'),
    figure('board.fig.inTransit', sum('inTransit'), 'board.unit.persons'),
    figure('board.fig.onSite', sum('onSite'), 'board.unit.persons'),
    ...(board.deadLetters ? [figure('board.fig.lost', board.deadLetters, 'board.unit.reports', true, `api/dead-letters?${new URLSearchParams({ ...query(), lang: language() })}`)] : []),
    ...(board.unreadable ? [figure('board.fig.unreadable', board.unreadable, 'board.unit.reports', true)] : []));
  // Several networks may know the same disaster.
  const disasters = new Map();
  for (const d of board.disasters.values()) {
    const known = disasters.get(d.disasterId);
    disasters.set(d.disasterId, known ? { ...known, struckNames: [...new Set([...known.struckNames, ...d.struckNames])] } : d);
  }
  $('disasters').replaceChildren(...[...disasters.values()]
    .sort((a, b) => b.struckAt.localeCompare(a.struckAt))
    .map(d => make('span', {}, make('b', { lang: 'ja' }, d.name), ` ${label('HazardType', d.hazard)} · ${time(d.struckAt)} · ${some(d.struckNames)}`)));
}

const some = names => names.slice(0, 6).join(language() === 'ja' ? '、' : ', ') + (names.length > 6 ? ` ${say('board.andMore', names.length - 6)}` : '');

const idButton = (network, id, text = id) =>
  make('button', { type: 'button', class: 'id', onclick: () => { location.hash = `why=${encodeURIComponent(`${network}/${id}`)}`; } }, text);

function drawOpen() {
  const rows = [...board.open.values()]
    .sort((a, b) => (rank[a.priority] ?? 2) - (rank[b.priority] ?? 2) || a.askedAt.localeCompare(b.askedAt) || a.requestId.localeCompare(b.requestId))
    .slice(0, SHOWN);
  const total = sum('openRequests');
  $('open-count').textContent = total > rows.length ? say('board.firstOf', number(rows.length), number(total)) : say('board.count', number(total));
  $('open-empty').hidden = rows.length > 0;
  $('open-empty').textContent = say(!board.ready ? 'board.reading' : board.disasters.size ? 'board.noneOpen' : 'board.noDisaster');
  arrange($('open'), rows, r => `${r.networkId}/${r.requestId}`, r => {
    const covered = r.requestedPersonDays ? Math.round((100 * r.coveredPersonDays) / r.requestedPersonDays) : 0;
    const fill = make('i');
    fill.style.width = `${covered}%`;
    return make('li', { 'data-priority': r.priority },
      make('div', { class: 'who' },
        make('span', { class: 'chip', 'data-tone': r.priority === 'LIFE_SAFETY' ? 'red' : r.priority === 'URGENT' ? 'amber' : 'grey' },
          (r.priority === 'LIFE_SAFETY' ? '▲ ' : '') + label('Priority', r.priority)),
        make('span', {}, `${r.receiverName} · ${label('TaskType', r.taskType)}`),
        make('span', { class: 'age', 'data-asked': r.askedAt }, say('board.waiting', span(now() - Date.parse(r.askedAt))))),
      make('div', { class: 'short' },
        make('b', {}, say('board.short', number(r.openPersonDays))),
        make('span', { class: 'bar', role: 'img', 'aria-label': say('board.coveredOf', number(r.coveredPersonDays), number(r.requestedPersonDays)) }, fill),
        make('span', { class: 'aside' }, say('board.coveredOf', number(r.coveredPersonDays), number(r.requestedPersonDays)))),
      make('div', { class: 'days' }, r.open.slice(0, 3).map(o => say('board.openDays', days(o.firstDay, o.lastDay), number(o.headCount))).join(language() === 'ja' ? '、' : '; ')
        + (r.open.length > 3 ? ` ${say('board.andMore', r.open.length - 3)}` : '')),
      make('div', { class: 'foot' }, idButton(r.networkId, r.requestId, say('board.whyOf', r.requestId)),
        make('span', { class: 'chip' }, label('RequestState', r.state)),
        r.documentation === 'ORAL' ? make('span', { class: 'chip', 'data-tone': 'amber' }, say('board.documentPending')) : null,
        make('span', { lang: 'ja' }, r.disasterName)));
  });
}

function drawLedger() {
  const state = $('state').value;
  const all = [...board.ledger.values()]
    .sort((a, b) => b.proposedAt.localeCompare(a.proposedAt) || a.dispatchId.localeCompare(b.dispatchId));
  for (const old of all.slice(SHOWN * 2)) board.ledger.delete(`${old.networkId}/${old.dispatchId}`);
  const fitting = all.filter(e => !state || e.state === state).slice(0, SHOWN);
  const rows = fitting.slice(0, lines);
  const total = sum('dispatches');
  $('more').hidden = rows.length >= fitting.length;
  $('ledger-count').textContent = total > rows.length ? say('board.firstOf', number(rows.length), number(total)) : say('board.count', number(total));
  $('ledger-empty').hidden = rows.length > 0;
  $('ledger-empty').textContent = say(!board.ready ? 'board.reading' : total ? 'board.noneInState' : 'board.noDispatch');
  arrange($('ledger'), rows, e => `${e.networkId}/${e.dispatchId}`, e => make('tr', {},
    make('td', { class: 'state' }, make('span', { class: 'chip', 'data-tone': tones[e.state] }, label('DispatchState', e.state)),
      e.reason ? make('span', { class: 'aside' }, ` ${label('RefusalReason', e.reason)}`) : null),
    make('td', { class: 'lender' }, e.lenderName),
    make('td', { class: 'receiver' }, e.receiverName),
    make('td', { class: 'task' }, label('TaskType', e.taskType)),
    make('td', { class: 'number' }, say('board.persons', number(e.headCount))),
    make('td', { class: 'period' }, days(e.firstDay, e.lastDay), ' ', make('span', { class: 'aside' }, say('board.wave', e.wave))),
    make('td', { class: 'request' }, idButton(e.networkId, e.requestId), ' ', make('span', { class: 'aside' }, e.dispatchId.startsWith(`${e.requestId}-`) ? `#${e.dispatchId.slice(e.requestId.length + 1)}` : e.dispatchId)),
    make('td', { class: 'time' }, time(e.changedAt))));
}

function drawLink() {
  $('link-state').dataset.state = link;
  $('link-state').textContent = say(`board.link.${link}`);
  const silent = board.heard ? Date.now() - board.heard : 0;
  $('link-age').textContent = board.heard ? say('board.lastUpdate', Math.floor(silent / 1000)) : '';
  document.body.classList.toggle('is-stale', silent > 45_000 || (link === 'off' && board.heard > 0));
}

// Which namespace ------------------------------------------------------------------------------

async function look() {
  try {
    const answer = await (await fetch('api/namespaces')).json();
    const names = answer.namespaces.map(n => n.namespace);
    const listed = !chosen || names.includes(chosen);
    if (!listed) names.push(chosen);
    absent = !listed && !(board.ready && link === 'on');
    const select = $('namespace');
    const before = [...select.options].map(o => o.value).join(' ');
    if (before !== names.join(' ')) {
      select.replaceChildren(...names.map(name => make('option', { value: name }, drillOf(name) ? say('board.drillNamed', drillOf(name)) : say('board.live'))));
    }
    const next = chosen ?? answer.suggested;
    const instead = !chosen && Boolean(drillOf(next));
    $('notice').hidden = !instead && !absent;
    $('notice').textContent = absent ? say('board.noSuchDrill', drillOf(chosen) ?? chosen) : instead ? say('board.instead') : '';
    if (next !== wanted) {
      wanted = next;
      follow(next);
    }
    select.value = board.namespace ?? 'live';
  } catch {
    if (!stream) {
      link = 'off';
      drawLink();
    }
  }
}

function openHash() {
  const match = /^#why=(.+)$/.exec(location.hash);
  if (!match || !board.namespace) {
    if ($('why').open) $('why').close();
    return;
  }
  const [network, ...id] = decodeURIComponent(match[1]).split('/');
  show(query(), network, id.join('/'));
}

function go(parameter, value) {
  const next = new URL(location.href);
  next.searchParams.set(parameter, value);
  if (parameter === 'ns') next.searchParams.delete('drill');
  next.hash = '';
  location.assign(next);
}

const stored = () => { try { return localStorage.getItem('kizuna.lang'); } catch { return null; } };

async function start() {
  const wish = url.searchParams.get('lang') ?? stored() ?? 'ja';
  const tag = wish === 'en' ? 'en' : 'ja';
  await load(tag);
  for (const link of document.querySelectorAll('.languages a')) {
    if (link.lang === tag) link.setAttribute('aria-current', 'true');
    link.addEventListener('click', event => {
      event.preventDefault();
      try { localStorage.setItem('kizuna.lang', link.lang); } catch { /* the address keeps it */ }
      go('lang', link.lang);
    });
  }
  $('state').replaceChildren(make('option', { value: '' }, say('board.all')),
    ...['PROPOSED', 'CONFIRMED', 'DEPARTED', 'ON_SITE', 'HANDING_OVER', 'RELEASED', 'RETURNED', 'DECLINED', 'LAPSED', 'CANCELLED', 'RECALLED']
      .map(s => make('option', { value: s }, label('DispatchState', s))));
  $('state').addEventListener('change', () => { lines = STEP; drawLedger(); });
  $('more').addEventListener('click', () => { lines += STEP; drawLedger(); });
  $('namespace').addEventListener('change', event => go('ns', event.target.value));
  $('why-close').addEventListener('click', () => $('why').close());
  $('why').addEventListener('close', () => { if (location.hash) history.pushState(null, '', location.pathname + location.search); });
  $('why').addEventListener('click', event => { if (event.target === $('why')) $('why').close(); });
  addEventListener('hashchange', openHash);
  await look();
  openHash();
  setInterval(look, LOOK_FOR_DRILLS);
  setInterval(() => {
    drawLink();
    for (const age of document.querySelectorAll('[data-asked]')) age.textContent = say('board.waiting', span(now() - Date.parse(age.dataset.asked)));
  }, 1_000);
}

start().catch(error => { $('notice').hidden = false; $('notice').textContent = String(error.message ?? error); });
