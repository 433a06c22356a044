import { $, arrange, make } from './page.js';
import { drillOf, follow as stream, now, speak, start as open } from './shell.js';
import { days, label, language, number, say, span, time } from './words.js';
import { show } from './why.js';

const SHOWN = 200;
const STEP = 50;

const board = {
  namespace: null, networks: new Map(), disasters: new Map(), open: new Map(), openTotal: 0,
  ledger: new Map(), ledgerTotal: 0, deadLetters: 0, unreadable: 0, ready: false,
};
let drawing = 0;
let spokenAt = 0;
let lines = STEP;

const query = () => (drillOf(board.namespace) ? { drill: drillOf(board.namespace) } : {});
const isOpen = r => r.openPersonDays > 0 && !['CANCELLED', 'CLOSED', 'EXPIRED'].includes(r.state);
const rank = { LIFE_SAFETY: 0, URGENT: 1 };
const tones = {
  PROPOSED: 'amber', CONFIRMED: 'blue', DEPARTED: 'blue', ON_SITE: 'green', HANDING_OVER: 'green',
  DECLINED: 'red', LAPSED: 'red', CANCELLED: 'red', RECALLED: 'red',
};

// Following the stream -------------------------------------------------------------------------

function follow() {
  $('csv').href = `api/ledger.csv?${new URLSearchParams({ lang: language(), ...query() })}`;
  stream({
    onSnapshot(s) {
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
  drawFigures();
  drawOpen();
  drawLedger();
  if (Date.now() - spokenAt > 15_000 && board.ready) {
    spokenAt = Date.now();
    speak(say('board.spoken', number(sum('openRequests')), number(sum('openPersonDays'))));
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

function openHash() {
  const match = /^#why=(.+)$/.exec(location.hash);
  if (!match || !board.namespace) {
    if ($('why').open) $('why').close();
    return;
  }
  const [network, ...id] = decodeURIComponent(match[1]).split('/');
  show(query(), network, id.join('/'));
}

async function start() {
  board.namespace = (await open({ page: 'board', title: 'board.pageTitle' })).namespace;
  $('state').replaceChildren(make('option', { value: '' }, say('board.all')),
    ...['PROPOSED', 'CONFIRMED', 'DEPARTED', 'ON_SITE', 'HANDING_OVER', 'RELEASED', 'RETURNED', 'DECLINED', 'LAPSED', 'CANCELLED', 'RECALLED']
      .map(s => make('option', { value: s }, label('DispatchState', s))));
  $('state').addEventListener('change', () => { lines = STEP; drawLedger(); });
  $('more').addEventListener('click', () => { lines += STEP; drawLedger(); });
  $('why-close').addEventListener('click', () => $('why').close());
  $('why').addEventListener('close', () => { if (location.hash) history.pushState(null, '', location.pathname + location.search); });
  $('why').addEventListener('click', event => { if (event.target === $('why')) $('why').close(); });
  addEventListener('hashchange', openHash);
  follow();
  openHash();
  setInterval(() => {
    for (const age of document.querySelectorAll('[data-asked]')) age.textContent = say('board.waiting', span(now() - Date.parse(age.dataset.asked)));
  }, 1_000);
}

start();
