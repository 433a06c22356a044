// What all pages share: who is here, which namespace, the banner of a drill, whether the line stands and how old the data is.
import { html, nothing, render } from '/webjars/lit-html/lit-html.js';
import { address, attend, maybe, post, settle } from './api.js';
import { listenForSearch, openSearch } from './find.js';
import { listenForHelp, openHelp } from './help.js';
import { isEscape } from './keys.js';
import { forgetReads, keepPages, keepSnapshot, keptSnapshot } from './offline.js';
import { Since } from './since.js';
import { Stream } from './stream.js';
import { onTheirWay, sendAgain, whenThatChanges } from './unsent.js';
import { clock, day, dayOf, language, load, number, say, shortTime, time } from './words.js';

const LOOK_FOR_DRILLS = 10_000;
const LOOK_FOR_THIS = 2_000; // The requested one, which does not exist yet.
const STALE = 20_000; // Four heartbeats.
const LONG_AGO = 12 * 3_600_000; // The day is included.
const LANGUAGES = { ja: '日本語', en: 'English' };
const THEMES = ['system', 'light', 'dark'];
// Which pages a role is led to; the others it may still read where the server lets it.
const PAGES = [
  { page: 'board', file: './', roles: null },
  { page: 'desk', file: 'desk.html', roles: ['DESK', 'COORDINATOR', 'DIRECTOR', 'OPERATOR'] },
  { page: 'ward', file: 'ward.html', roles: ['WARD', 'COORDINATOR', 'DIRECTOR', 'OPERATOR'] },
  { page: 'coordinator', file: 'coordinator.html', roles: ['COORDINATOR', 'DIRECTOR', 'OPERATOR'] },
  { page: 'partners', file: 'partners.html', roles: ['DESK', 'WARD', 'COORDINATOR', 'OPERATOR'] },
  { page: 'what-if', file: 'what-if.html', roles: ['COORDINATOR', 'DIRECTOR', 'OPERATOR'], beside: true }, // Linked from another page and found by search.
  { page: 'drill', file: 'drill.html', roles: ['DIRECTOR', 'OPERATOR'] },
];
const OWN = { desk: 'DESK', ward: 'WARD', coordinator: 'COORDINATOR', drill: 'DIRECTOR' };

/** Whether somebody may act, and so read, on the page of a party: its own people, and those who see to all of them. */
export function mayDo(me, role, body) {
  if (!me) return true; // No door in front of this server: every caller may do anything.
  if (me.role === role) return me.body === body;
  return ['COORDINATOR', 'OPERATOR'].includes(me.role) && role !== 'COORDINATOR' || me.role === 'OPERATOR' || me.role === 'DIRECTOR' && Boolean(drillOf(shell.namespace));
}

/** The page where somebody acts, as {href, name}; null for those who only look. */
export function ownPage(me) {
  const page = PAGES.find(p => OWN[p.page] && OWN[p.page] === me?.role);
  return page ? { href: pageLink(page.file, me.body ? { [page.page === 'coordinator' ? 'network' : 'body']: me.body } : {}), name: say(`shell.page.${page.page}`) } : null;
}

const url = new URL(location.href);
const asked = url.searchParams.get('ns') ?? (url.searchParams.get('drill') ? `drill.${url.searchParams.get('drill')}` : null);

export const drillOf = namespace => (namespace?.startsWith('drill.') ? namespace.slice('drill.'.length) : null);

const shell = {
  page: 'board', title: 'board.pageTitle', subject: '', me: null, namespace: asked, suggested: null, namespaces: ['live'], kept: {}, loading: null, absent: false,
  link: 'connecting', heard: 0, logTime: 0, past: null, notices: [], open: false, ready: false, session: null, waiting: 0,
};

const stored = key => { try { return localStorage.getItem(key); } catch { return null; } };
const store = (key, value) => { try { localStorage.setItem(key, value); } catch { /* For this page only, then. */ } };

// What time it is here: in a drill, and when the past is looked at, the time inside the log.
export function now() {
  if (shell.past) return Date.parse(shell.past);
  return drillOf(shell.namespace) && shell.logTime ? shell.logTime : Math.max(Date.now(), shell.logTime);
}

// The log's time goes on with its decisions.
export function tick(iso) {
  const at = iso ? Date.parse(iso) : 0;
  if (at > shell.logTime) { shell.logTime = at; draw(); }
}

// The page shows a moment of the past (ISO) or, with null, what is now.
export function past(iso) {
  shell.past = iso;
  document.body.classList.toggle('is-past', Boolean(iso));
  draw();
}

// The address of another page in the same language and namespace.
export function pageLink(file, parameters = {}) {
  const next = new URL(file, document.baseURI);
  if (shell.namespace && shell.namespace !== shell.suggested) next.searchParams.set('ns', shell.namespace);
  if (url.searchParams.get('lang')) next.searchParams.set('lang', language());
  for (const [name, value] of Object.entries(parameters)) if (value !== null && value !== undefined && value !== '') next.searchParams.set(name, value);
  return next.pathname + next.search;
}

/** The board's ledger with what is asked for. */
export const LEDGER = '#ledger-title';
export const ledgerLink = parameters => pageLink('./', parameters) + LEDGER;

// Keeps a page's own parameters in the address; `push` makes a step for the back button.
export function remember(parameters, push = false) {
  const next = new URL(location.href);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === undefined || value === '' || value.length === 0) next.searchParams.delete(name);
    else next.searchParams.set(name, Array.isArray(value) ? value.join(',') : value);
  }
  if (next.href !== location.href) history[push ? 'pushState' : 'replaceState'](null, '', next);
}

// Says something at the top of the page, until it is closed unless it `stays`. Tones: info, good, warn, bad. Gives a function that takes it away again.
export function notice(text, { tone = 'info', id = text, action = null, lasts = 0, stays = false } = {}) {
  const one = { id, text, tone, action, stays };
  const away = () => { shell.notices = shell.notices.filter(n => n.id !== id); draw(); };
  shell.notices = [...shell.notices.filter(n => n.id !== id), one];
  if (lasts) setTimeout(away, lasts);
  draw();
  return away;
}

// Tells screen readers what changed, politely.
export function speak(text) {
  document.getElementById('spoken').textContent = text;
}

/** So many things wait for the person of this page: the title and the badge of the program say it, for who looks at other windows. */
export function waiting(count) {
  if (shell.waiting === count) return;
  shell.waiting = count;
  if (count) navigator.setAppBadge?.(count).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
  draw();
}

export function title(subject) {
  shell.subject = subject;
  draw();
}

// Follows the events of the namespace; the header shows how the line is. Tabs of other accounts, languages and namespaces are apart.
let stream = null;
let since = null;
export function follow({ onSnapshot, onChange }) {
  const query = { lang: language(), ...drillQuery() };
  const view = [shell.me?.account ?? '', shell.me?.role ?? '', shell.me?.body ?? '', new URLSearchParams(query)].join('|');
  stream = new Stream(view, query, {
    onHeartbeat(beat) {
      const loading = beat.current === false ? { at: beat.decidedAt, percent: beat.progress } : null;
      if (!loading && !shell.loading) return;
      shell.loading = loading;
      draw();
    },
    onSnapshot(snapshot) {
      if (snapshot.caughtUp) shell.loading = null;
      shell.absent = false;
      if (!shell.namespaces.includes(shell.namespace)) look();
      snapshot.networks?.forEach(n => tick(n.decidedAt));
      onSnapshot(snapshot);
      keepSnapshot(view, snapshot).catch(() => {}); // For example no space: then there is none while offline.
    },
    onChange(change) {
      shell.loading = null;
      if (change.kind === 'counts' && change.key) tick(change.row?.decidedAt);
      onChange(change);
    },
    onState(state) {
      if (state === 'on') shell.heard = Date.now();
      if (shell.link === state) return;
      const isBack = shell.link === 'off' && state === 'on';
      shell.link = state;
      draw();
      if (isBack) sendAgain();
      if (state === 'off' && !shell.heard) showKept(view, onSnapshot);
    },
    onRefused: () => lookAgain(true),
  });
}

const drillQuery = () => (drillOf(shell.namespace) ? { drill: drillOf(shell.namespace) } : {});

// No line since the page was opened: what it showed last, with its age.
async function showKept(view, onSnapshot) {
  const kept = await keptSnapshot(view).catch(() => null);
  if (!kept || shell.heard) return;
  shell.heard = kept.at;
  kept.snapshot.networks?.forEach(n => tick(n.decidedAt));
  onSnapshot(kept.snapshot);
  draw();
}

// Gets the page ready: words, account, namespace. Then the page may draw itself.
export async function start({ page = 'board', title: titleKey = 'board.pageTitle' } = {}) {
  Object.assign(shell, { page, title: titleKey });
  // What the browser would rather read, as the sign-in page and the answers of the server go by it too.
  const wish = url.searchParams.get('lang') ?? stored('kizuna.lang') ?? navigator.languages.map(l => l.slice(0, 2)).find(l => ['ja', 'en'].includes(l));
  try {
    await load(wish === 'en' ? 'en' : 'ja');
    const [me] = await Promise.all([
      // Refused for now: who it is must not be taken for nobody. Without a line, the page shows what it kept.
      maybe('api/me').catch(problem => { if (problem.status >= 429) throw problem; return null; }), look(true)]);
    shell.me = me;
    if (me && me.signedIn === false && page !== 'board') location.assign(wayIn(me));
  } catch {
    shell.link = 'off';
    const message = document.createElement('p');
    message.className = 'notice';
    message.setAttribute('role', 'alert');
    message.textContent = '接続できません。まもなく自動で読み込み直します。/ Not connected; the page will be loaded again in a moment.';
    document.getElementById('main').prepend(message);
    setTimeout(() => location.reload(), 5_000);
    return new Promise(() => {}); // The page starts again.
  }
  const query = { lang: language(), ...drillQuery() };
  settle(query, shell.me?.csrf);
  attend({ lost: () => lookAgain(true), renewed, away: () => stream?.doubt(), signIn: signInAgain });
  others.onmessage = ({ data }) => {
    if (data.signedOut && shell.me?.signedIn) sessionEnds('out');
    else if (data.signedIn) lookAgain(true);
  };
  if (shell.me?.signedIn) others.postMessage({ signedIn: true });
  addEventListener('offline', () => { shell.link = 'off'; draw(); });
  addEventListener('online', () => stream?.renew());
  shell.ready = true;
  draw();
  document.body.classList.add('is-ready');
  addEventListener('pointerdown', event => {
    if (shell.open && !event.target.closest?.('.shell-menu, .shell-more, .shell-settings')) { shell.open = false; draw(); }
  });
  keepPages();
  listenForHelp(shell.page);
  listenForSearch(find);
  whenThatChanges(draw);
  setInterval(() => lookAgain(), LOOK_FOR_DRILLS);
  setInterval(draw, 1_000);
  if (shell.absent) await found();
  if (shell.me?.signedIn && !url.searchParams.get('at')) since = newsOf(page);
  return { me: shell.me, query, lang: language(), namespace: shell.namespace, drill: drillOf(shell.namespace), parameters: url.searchParams };
}

// Where to sign in, and back to this very page; what was half typed is kept there.
const wayIn = me => (me?.signInUrl ? `${me.signInUrl}?${new URLSearchParams({ return: location.pathname + location.search })}` : './');

// A session ends: with time, with the machine that kept it, or because somebody signs out in another tab. Then the page asks to sign
// in again; who does, here or in another tab, goes on where they were: what is typed is kept, and lies on the page all the time.
const others = typeof BroadcastChannel === 'function' ? new BroadcastChannel('kizuna.session') : { postMessage() {} };

/** @param how 'ended', 'out' (by hand, in another tab) or 'other' (another account is signed in by now); more: its name */
function sessionEnds(how, more = null) {
  if (shell.session?.how === how) return;
  shell.session = { how, more };
  if (how !== 'ended') stream?.pause();
  document.body.classList.toggle('is-signed-out', how === 'out');
  notice(say(`shell.session.${how}`, shell.me?.name ?? '', more ?? ''), { id: 'session', tone: 'bad', stays: true, action: { name: say(`shell.session.${how}.do`), do: signInAgain } });
  const dialog = document.getElementById('session');
  if (!dialog.open) dialog.showModal();
}

function sessionGoesOn() {
  if (!shell.session) return;
  shell.session = null;
  shell.notices = shell.notices.filter(n => n.id !== 'session');
  document.body.classList.remove('is-signed-out');
  document.getElementById('session').close();
  stream?.resume();
  draw();
}

const signInAgain = () => (shell.session?.how === 'other' ? location.reload() : location.assign(wayIn(shell.me)));

/** Asks who is signed in; true if it is still, or again, the person whose page this is. */
async function renewed() {
  const me = await maybe('api/me').catch(error => (error.status === 401 ? { signedIn: false } : null));
  if (!me || !shell.me?.signedIn) return false;
  if (!me.signedIn) sessionEnds(shell.session?.how === 'out' ? 'out' : 'ended');
  else if (me.account !== shell.me.account || me.role !== shell.me.role || me.body !== shell.me.body) sessionEnds('other', me.name);
  else {
    shell.me = me;
    settle({ lang: language(), ...drillQuery() }, me.csrf);
    sessionGoesOn();
    return true;
  }
  return false;
}

let looking = null;
/** Which namespaces there are; `who` also asks who is signed in. */
function lookAgain(who = false) {
  looking ??= (async () => {
    try {
      if ((who || shell.session) && shell.me?.signedIn && !(await renewed())) return;
      await look();
    } catch (error) {
      if (error.status === 401) await renewed();
    } finally { looking = null; }
  })();
  return looking;
}

// An address may name a drill by its name, without the number of its run, or one that is not there: then the page goes to its newest
// run, or says what there is, and goes on when the drill begins.
async function found() {
  const { namespace } = shell;
  const drill = drillOf(namespace);
  const numberOf = n => n.slice(namespace.length + 1);
  const newestRun = () => shell.namespaces.filter(n => drill && n.startsWith(`${namespace}-`) && /^\d+$/.test(numberOf(n)))
    .sort((a, b) => Number(numberOf(b)) - Number(numberOf(a)))[0];
  if (!newestRun()) {
    let gone = null;
    // It has just begun, and the list is made every other second.
    if (await maybe('api/summary').catch(problem => (gone = problem.code === 'drill-expired' ? problem : null, !gone))) return;
    const main = document.getElementById('main');
    render(html`<section class="card" aria-labelledby="page-title"><h1 id="page-title">${gone ? gone.title : say('shell.absent', drill ?? namespace)}</h1>
      <p>${gone ? gone.detail : say('shell.absentHint')}</p>
      <ul class="choices">${shell.namespaces.filter(n => n !== namespace).map(n => html`<li><a class="button" href=${nsLink(n)}>${drillOf(n) ? say('shell.drillNamed', drillOf(n)) : say('shell.live')}</a></li>`)}</ul></section>`, main);
    while (shell.absent && !newestRun()) {
      await new Promise(later => setTimeout(later, LOOK_FOR_THIS));
      await lookAgain();
    }
    render(nothing, main);
  }
  if (!shell.absent) return;
  go({ ns: newestRun(), drill: null }, true);
  await new Promise(() => {}); // The page starts again.
}

function nsLink(namespace) {
  const next = new URL(location.href);
  for (const name of ['drill', 'at', 'dispatch', 'flow']) next.searchParams.delete(name);
  next.searchParams.set('ns', namespace);
  return next.pathname + next.search;
}

async function look(first = false) {
  const answer = await maybe('api/namespaces', { lang: language() }) ?? { namespaces: [{ namespace: 'live' }], suggested: 'live' };
  const names = answer.namespaces.map(n => n.namespace);
  shell.suggested ??= answer.suggested;
  // What partners do between disasters is real: where there is no disaster, that is no reason to show a drill.
  if (first) shell.namespace ??= shell.page === 'partners' ? 'live' : answer.suggested;
  shell.absent = !names.includes(shell.namespace) && !shell.heard;
  if (!names.includes(shell.namespace)) names.push(shell.namespace);
  shell.namespaces = names;
  shell.kept = Object.fromEntries(answer.namespaces.map(n => [n.namespace, n]));
  // A board left open on an empty live namespace goes to where something happens. Nobody who acts is taken elsewhere: what is
  // typed for a real disaster must not end up in a drill, and nothing that is half typed may be lost.
  if (!first && !asked && shell.page === 'board' && answer.suggested !== shell.namespace) location.reload();
  draw();
}

function go(changes, instead = false) {
  const next = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.searchParams.delete(name);
    else next.searchParams.set(name, value);
  }
  location[instead ? 'replace' : 'assign'](next);
}

async function signOut() {
  // Where nobody is signed in at the provider either: else the next page would sign in again by itself.
  try {
    const { next } = await post(shell.me.signOutUrl.replace(/^\//, ''), {});
    await forgetReads();
    stream?.pause();
    others.postMessage({ signedOut: true });
    location.assign(next ?? './');
  } catch (error) {
    notice(say('shell.problem.signOut', error.message), { id: 'sign-out', tone: 'bad' });
  }
}

function chooseTheme(theme) {
  store('kizuna.theme', theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  draw();
}

/** What changed since this account last looked at a page; null where a page shows one thing only. */
function newsOf(page) {
  const body = url.searchParams.get('body') ?? shell.me.body;
  const network = url.searchParams.get('network') ?? shell.me.body;
  const filter = { board: {}, desk: body && { receiver: body }, ward: body && { lender: body }, coordinator: network && { network } }[page];
  if (!filter) return null;
  return new Since({ page, who: [shell.me.account, shell.namespace, page, ...Object.values(filter)].join('.'), filter, now, link: pageLink, redraw: draw });
}

// Drawing --------------------------------------------------------------------------------------

/** The pages of this person, as {page, href, name}. */
function pages() {
  const role = shell.me?.role;
  return PAGES
    .filter(p => !p.roles || (shell.me ? p.roles.includes(role) : false))
    .map(p => ({
      page: p.page, name: say(`shell.page.${p.page}`), beside: p.beside ?? false,
      href: pageLink(p.file, OWN[p.page] === role && shell.me?.body && p.page !== 'board' ? { [p.page === 'coordinator' ? 'network' : 'body']: shell.me.body } : {}),
    }));
}

const links = () => pages().filter(p => !p.beside || p.page === shell.page).map(p => html`<a href=${p.href} aria-current=${p.page === shell.page ? 'page' : nothing}>${p.name}</a>`);

const find = () => openSearch(pages, pageLink);

function account() {
  if (!shell.me) return nothing;
  if (!shell.me.signedIn) return html`<a class="button" href=${wayIn(shell.me)}>${say('shell.signIn')}</a>`;
  const role = say(`shell.role.${shell.me.role}`);
  // An account that is called as its role is said once, in the words that say more.
  const [name, more] = role.includes(shell.me.name) ? [role, null] : shell.me.name.includes(role) ? [shell.me.name, null] : [shell.me.name, role];
  return html`<div class="shell-account"><span class="who" title=${more ? `${name} (${more})` : name}><b>${name}</b>${more ? html`<small>${more}</small>` : nothing}</span>
    <button type="button" class="quiet" @click=${signOut}>${say('shell.signOut')}</button></div>`;
}

const flip = () => { shell.open = !shell.open; draw(); };
const closes = event => {
  if (isEscape(event) && shell.open) {
    shell.open = false;
    draw();
    document.querySelector('.shell-more').focus();
  }
};

function age() {
  if (!shell.heard) return '';
  const seconds = Math.floor((Date.now() - shell.heard) / 1000);
  return shell.link !== 'on' && seconds >= 10 ? say('shell.age.silent', seconds) : seconds < 100 ? say('shell.age.seconds', seconds) : say('shell.age.minutes', Math.floor(seconds / 60));
}

/** Until when this run is kept; on a phone only once that is near. */
const NEAR = 14 * 86_400_000;
function drillEnd(run) {
  if (!run?.expiresAt) return nothing;
  return html`<span class=${Date.parse(run.expiresAt) - Date.now() < NEAR ? 'drill-end is-near' : 'drill-end'}>${say('shell.drillEnds', day(dayOf(run.expiresAt), false))}</span>`;
}

function draw() {
  if (!shell.ready) return;
  const drill = drillOf(shell.namespace);
  const theme = document.documentElement.dataset.theme ?? 'system';
  const silent = shell.heard ? Date.now() - shell.heard : 0;
  const stale = shell.heard > 0 && (silent > STALE || shell.link === 'off');
  document.body.classList.toggle('is-drill', Boolean(drill));
  document.body.classList.toggle('is-stale', stale);
  const name = shell.subject ? `${shell.subject} | ${say(shell.title)}` : say(shell.title);
  document.title = `${shell.waiting ? `(${shell.waiting}) ` : ''}${drill ? `【${say('shell.drill')}】` : ''}${shell.past ? `${say('shell.past.mark')} ` : ''}${name}`;
  const instead = !asked && drill;
  render(html`
    <header><div class="shell">
      <a class="brand" href=${pageLink('./')}><span class="mark" aria-hidden="true">絆</span><span class="brand-name">${say('shell.product')}</span></a>
      <button type="button" class="quiet find-open" id="find-open" aria-haspopup="dialog" @click=${find}>${say('find.open')} <kbd aria-hidden="true">/</kbd></button>
      <button type="button" class="shell-more" aria-expanded=${shell.open} aria-controls="shell-menu" @click=${flip}>${say('shell.menu')}</button>
      <div id="shell-menu" class="shell-menu" data-open=${shell.open} @keydown=${closes}>
        <nav aria-label=${say('shell.pages')}>${links()}</nav>
        <div class="shell-choices">
          <button type="button" class="quiet" id="help-open" aria-haspopup="dialog" @click=${() => openHelp(shell.page)}>${say('help.open')}</button>
          ${account()}
        </div>
      </div>
    </div>
    ${drill ? html`<div id="drill" class="drill" role="note" aria-label=${say('shell.drillLabel')}><strong>${say('shell.drill')}</strong>
      <span>${say('shell.drillText', drill)}</span>${shell.logTime ? html`<span class="drill-time">${say('shell.drillTime', time(shell.logTime))}</span>` : nothing}${drillEnd(shell.kept[shell.namespace])} <a href=${address('api/report', {})}>${say('shell.report')}</a></div>` : nothing}
    <div class="shell-state" data-open=${shell.open}>
      <label class="choose"><span>${say('shell.namespace')}</span><select id="namespace" @change=${event => go({ ns: event.target.value, drill: null, at: null, dispatch: null, flow: null })}>
        ${shell.namespaces.map(n => html`<option value=${n} .selected=${n === shell.namespace}>${drillOf(n) ? say('shell.drillNamed', drillOf(n)) : say('shell.live')}</option>`)}</select></label>
      ${shell.absent && !stream ? nothing : html`<p id="link" class="link"><span id="link-state" data-state=${shell.link} role="status">${say(`shell.link.${shell.link}`)}</span>
        <span id="link-age">${age()}</span>${onTheirWay() ? html` <span id="unsent" role="status">${say('shell.unsent', onTheirWay())}</span>` : nothing}</p>`}
      <p class="shell-clock">${shell.past ? nothing : drill ? html`<span class="shell-drill-clock">${shell.logTime ? shortTime(shell.logTime) : nothing}</span>` : html`${clock(Date.now())} <small>JST</small>`}</p>
      <div class="shell-settings">
        <div class="switch" role="group" aria-label="言語 / Language">${Object.entries(LANGUAGES).map(([tag, own]) => html`<a href="?lang=${tag}" lang=${tag} hreflang=${tag}
          aria-current=${tag === language() ? 'true' : nothing} @click=${event => { event.preventDefault(); store('kizuna.lang', tag); go({ lang: tag }); }}>${own}</a>`)}</div>
        <label class="choose"><span>${say('shell.theme')}</span><select id="theme" @change=${event => chooseTheme(event.target.value)}>
          ${THEMES.map(t => html`<option value=${t} .selected=${t === theme}>${say(`shell.theme.${t}`)}</option>`)}</select></label>
      </div>
    </div>
    <div id="notices">
      ${stale ? html`<p class="notice" data-tone="bad" role="alert">${say('shell.stale', silent > LONG_AGO ? time(shell.heard) : clock(shell.heard, true))}</p>` : nothing}
      ${shell.loading ? html`<p class="notice" id="loading" data-tone="info" role="status">${shell.loading.at ? say('shell.loading', time(shell.loading.at), shell.loading.percent) : say('shell.loadingFirst', shell.loading.percent)}</p>` : nothing}
      ${instead ? html`<p class="notice" data-tone="info" role="status">${say('shell.instead')}</p>` : nothing}
      ${since?.view() ?? nothing}
      ${shell.notices.map(n => html`<p class="notice" data-tone=${n.tone} role=${n.tone === 'bad' ? 'alert' : 'status'}><span>${n.text}</span>
        ${n.action ? html`<button type="button" @click=${n.action.do}>${n.action.name}</button>` : nothing}
        ${n.stays ? nothing : html`<button type="button" class="quiet" @click=${() => { shell.notices = shell.notices.filter(o => o !== n); draw(); }}>${say('shell.close')}</button>`}</p>`)}
    </div></header>
    <dialog id="session" aria-labelledby="session-title"><div class="head"><h2 id="session-title">${say(`shell.session.${shell.session?.how ?? 'ended'}.title`)}</h2></div>
      <div class="body"><p>${say(`shell.session.${shell.session?.how ?? 'ended'}`, shell.me?.name ?? '', shell.session?.more ?? '')}</p>
      <p class="actions"><button type="button" class="primary" autofocus @click=${signInAgain}>${say(`shell.session.${shell.session?.how ?? 'ended'}.do`)}</button></p></div></dialog>
    <p id="spoken" class="unseen" aria-live="polite"></p>`, document.getElementById('shell'));
  const banner = document.getElementById('drill');
  if (banner !== stuck) {
    stuck = banner;
    heights.disconnect();
    if (banner) heights.observe(banner);
    else document.documentElement.style.removeProperty('--stuck');
  }
}

// What else stays in sight stands below the banner of a drill, whose lines break with the width.
let stuck = null;
const heights = new ResizeObserver(([{ target }]) => document.documentElement.style.setProperty('--stuck', `${target.offsetHeight}px`));

export { number };
