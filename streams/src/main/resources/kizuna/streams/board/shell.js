// What all pages share: who is here, which namespace, the banner of a drill, whether the line stands and how old the data is.
import { html, nothing, render } from '/webjars/lit-html/lit-html.js';
import { Problem, maybe, post, settle } from './api.js';
import { Stream } from './stream.js';
import { clock, language, load, number, say, time } from './words.js';

const LOOK_FOR_DRILLS = 10_000;
const STALE = 45_000; // Three heartbeats.
const LANGUAGES = { ja: '日本語', en: 'English' };
const THEMES = ['system', 'light', 'dark'];
// Which pages a role is led to; the others it may still read where the server lets it.
const PAGES = [
  { page: 'board', file: './', roles: null },
  { page: 'desk', file: 'desk.html', roles: ['DESK', 'COORDINATOR', 'DIRECTOR', 'OPERATOR'] },
  { page: 'ward', file: 'ward.html', roles: ['WARD', 'COORDINATOR', 'DIRECTOR', 'OPERATOR'] },
  { page: 'coordinator', file: 'coordinator.html', roles: ['COORDINATOR', 'DIRECTOR', 'OPERATOR'] },
];
const OWN = { desk: 'DESK', ward: 'WARD', coordinator: 'COORDINATOR' };

const url = new URL(location.href);
const asked = url.searchParams.get('ns') ?? (url.searchParams.get('drill') ? `drill.${url.searchParams.get('drill')}` : null);

export const drillOf = namespace => (namespace?.startsWith('drill.') ? namespace.slice('drill.'.length) : null);

const shell = {
  page: 'board', title: 'board.pageTitle', subject: '', me: null, namespace: asked, suggested: null, namespaces: ['live'], absent: false,
  link: 'connecting', heard: 0, logTime: 0, past: null, notices: [], open: false, ready: false, signedOut: null,
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

export function title(subject) {
  shell.subject = subject;
  draw();
}

// Follows the events of the namespace; the header shows how the line is.
export function follow({ onSnapshot, onChange, parameters = {} }) {
  return new Stream({ lang: language(), ...drillQuery(), ...parameters }, {
    onSnapshot(snapshot) {
      shell.absent = false;
      if (!shell.namespaces.includes(shell.namespace)) look();
      snapshot.networks?.forEach(n => tick(n.decidedAt));
      onSnapshot(snapshot);
    },
    onChange(change) {
      if (change.kind === 'counts' && change.key) tick(change.row?.decidedAt);
      onChange(change);
    },
    onState(state) {
      shell.link = state;
      if (state === 'on') shell.heard = Date.now();
      draw();
    },
  });
}

const drillQuery = () => (drillOf(shell.namespace) ? { drill: drillOf(shell.namespace) } : {});

// Gets the page ready: words, account, namespace. Then the page may draw itself.
export async function start({ page = 'board', title: titleKey = 'board.pageTitle' } = {}) {
  Object.assign(shell, { page, title: titleKey });
  const wish = url.searchParams.get('lang') ?? stored('kizuna.lang') ?? 'ja';
  try {
    await load(wish === 'en' ? 'en' : 'ja');
    const [me] = await Promise.all([maybe('api/me').catch(() => null), look(true)]);
    shell.me = me;
    if (me && me.signedIn === false && page !== 'board') location.assign(wayIn(me));
  } catch (error) {
    shell.link = 'off';
    const message = document.createElement('p');
    message.className = 'notice';
    message.setAttribute('role', 'alert');
    message.textContent = `${error.message} — 接続できません。再読み込みしてください。/ Not connected; reload the page.`;
    document.getElementById('main').prepend(message);
    setTimeout(() => location.reload(), 5_000);
    return new Promise(() => {}); // The page begins anew.
  }
  const query = { lang: language(), ...drillQuery() };
  settle(query, shell.me?.csrf);
  shell.ready = true;
  draw();
  document.body.classList.add('is-ready');
  addEventListener('pointerdown', event => {
    if (shell.open && !event.target.closest?.('.shell-menu, .shell-more')) { shell.open = false; draw(); }
  });
  setInterval(lookAgain, LOOK_FOR_DRILLS);
  setInterval(draw, 1_000);
  return { me: shell.me, query, lang: language(), namespace: shell.namespace, drill: drillOf(shell.namespace), parameters: url.searchParams };
}

// Where to sign in, and back to this very page; what was half typed is kept there.
const wayIn = me => (me?.signInUrl ? `${me.signInUrl}?${new URLSearchParams({ return: location.pathname + location.search })}` : './');

// A session ends: with time, or with the machine that kept it. Then the page says so, for it cannot come back by itself;
// who signs in again, here or in another window, goes on where they were.
async function lookAgain() {
  try {
    await look();
    if (!shell.signedOut) return;
    shell.me = await maybe('api/me');
    settle({ lang: language(), ...drillQuery() }, shell.me?.csrf);
    shell.signedOut();
    shell.signedOut = null;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401 || shell.signedOut) return;
    shell.signedOut = notice(say('shell.problem.signIn'), {
      id: 'signed-out', tone: 'bad', stays: true, action: { name: say('shell.signIn'), do: () => location.assign(wayIn(shell.me)) },
    });
  }
}

async function look(first = false) {
  const answer = await maybe('api/namespaces', { lang: language() }) ?? { namespaces: [{ namespace: 'live' }], suggested: 'live' };
  const names = answer.namespaces.map(n => n.namespace);
  shell.suggested ??= answer.suggested;
  if (first) shell.namespace ??= answer.suggested;
  shell.absent = !names.includes(shell.namespace) && !shell.heard;
  if (!names.includes(shell.namespace)) names.push(shell.namespace);
  shell.namespaces = names;
  // A board left open on an empty live namespace goes to where something happens. Nobody who acts is taken elsewhere: what is
  // typed for a real disaster must not end up in a drill, and nothing that is half typed may be lost.
  if (!first && !asked && shell.page === 'board' && answer.suggested !== shell.namespace) location.reload();
  draw();
}

function go(changes) {
  const next = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.searchParams.delete(name);
    else next.searchParams.set(name, value);
  }
  location.assign(next);
}

async function signOut() {
  // Where nobody is signed in at the provider either: else the next page would sign in again by itself.
  try {
    const { next } = await post(shell.me.signOutUrl.replace(/^\//, ''), {});
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

// Drawing --------------------------------------------------------------------------------------

function links() {
  const role = shell.me?.role;
  return PAGES
    .filter(p => !p.roles || (shell.me ? p.roles.includes(role) : false))
    .map(p => html`<a href=${pageLink(p.file, OWN[p.page] === role && shell.me?.body && p.page !== 'board' ? { [p.page === 'coordinator' ? 'network' : 'body']: shell.me.body } : {})}
      aria-current=${p.page === shell.page ? 'page' : nothing}>${say(`shell.page.${p.page}`)}</a>`);
}

function account() {
  if (!shell.me) return nothing;
  if (!shell.me.signedIn) return html`<a class="button" href=${wayIn(shell.me)}>${say('shell.signIn')}</a>`;
  const role = say(`shell.role.${shell.me.role}`);
  // An account that is called as its role is said once, in the words that say more.
  const [name, more] = role.includes(shell.me.name) ? [role, null] : shell.me.name.includes(role) ? [shell.me.name, null] : [shell.me.name, role];
  return html`<div class="shell-account"><span class="who"><b>${name}</b>${more ? html`<small>${more}</small>` : nothing}</span>
    <button type="button" class="quiet" @click=${signOut}>${say('shell.signOut')}</button></div>`;
}

const flip = () => { shell.open = !shell.open; draw(); };
const closes = event => {
  if (event.key === 'Escape' && shell.open) {
    shell.open = false;
    draw();
    document.querySelector('.shell-more').focus();
  }
};

function age() {
  if (!shell.heard) return '';
  const seconds = Math.floor((Date.now() - shell.heard) / 1000);
  return seconds < 100 ? say('shell.age.seconds', seconds) : say('shell.age.minutes', Math.floor(seconds / 60));
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
  document.title = `${drill ? `【${say('shell.drill')}】` : ''}${shell.past ? `${say('shell.past.mark')} ` : ''}${name}`;
  const instead = !asked && drill;
  render(html`
    <header><div class="shell">
      <a class="brand" href=${pageLink('./')}><span class="mark" aria-hidden="true">絆</span><span class="brand-name">${say('shell.product')}</span></a>
      <button type="button" class="shell-more" aria-expanded=${shell.open} aria-controls="shell-menu" @click=${flip}>${say('shell.menu')}</button>
      <div id="shell-menu" class="shell-menu" data-open=${shell.open} @keydown=${closes}>
        <nav aria-label=${say('shell.pages')}>${links()}</nav>
        <div class="shell-choices">
          <div class="switch" role="group" aria-label="言語 / Language">${Object.entries(LANGUAGES).map(([tag, own]) => html`<a href="?lang=${tag}" lang=${tag} hreflang=${tag}
            aria-current=${tag === language() ? 'true' : nothing} @click=${event => { event.preventDefault(); store('kizuna.lang', tag); go({ lang: tag }); }}>${own}</a>`)}</div>
          <label class="choose"><span>${say('shell.theme')}</span><select id="theme" @change=${event => chooseTheme(event.target.value)}>
            ${THEMES.map(t => html`<option value=${t} .selected=${t === theme}>${say(`shell.theme.${t}`)}</option>`)}</select></label>
          ${account()}
        </div>
      </div>
    </div>
    ${drill ? html`<div id="drill" class="drill" role="note" aria-label=${say('shell.drillLabel')}><strong>${say('shell.drill')}</strong>
      <span>${say('shell.drillText', drill)}</span>${shell.logTime ? html`<span class="drill-time">${say('shell.drillTime', time(shell.logTime))}</span>` : nothing}</div>` : nothing}
    <div class="shell-state">
      <label class="choose"><span>${say('shell.namespace')}</span><select id="namespace" @change=${event => go({ ns: event.target.value, drill: null, at: null, dispatch: null, flow: null })}>
        ${shell.namespaces.map(n => html`<option value=${n} .selected=${n === shell.namespace}>${drillOf(n) ? say('shell.drillNamed', drillOf(n)) : say('shell.live')}</option>`)}</select></label>
      <p id="link" class="link"><span id="link-state" data-state=${shell.link} role="status">${say(`shell.link.${shell.link}`)}</span>
        <span id="link-age">${age()}</span></p>
      <p class="shell-clock">${shell.past || drill ? nothing : html`${clock(Date.now())} <small>JST +09:00</small>`}</p>
    </div>
    <div id="notices">
      ${stale ? html`<p class="notice" data-tone="bad" role="alert">${say('shell.stale', clock(shell.heard, true))}</p>` : nothing}
      ${shell.absent && shell.link !== 'on' ? html`<p class="notice" data-tone="warn" role="status">${say('shell.noSuchDrill', drill ?? shell.namespace)}</p>` : nothing}
      ${instead ? html`<p class="notice" data-tone="info" role="status">${say('shell.instead')}</p>` : nothing}
      ${shell.notices.map(n => html`<p class="notice" data-tone=${n.tone} role=${n.tone === 'bad' ? 'alert' : 'status'}><span>${n.text}</span>
        ${n.action ? html`<button type="button" @click=${n.action.do}>${n.action.name}</button>` : nothing}
        ${n.stays ? nothing : html`<button type="button" class="quiet" @click=${() => { shell.notices = shell.notices.filter(o => o !== n); draw(); }}>${say('shell.close')}</button>`}</p>`)}
    </div></header>
    <p id="spoken" class="unseen" aria-live="polite"></p>`, document.getElementById('shell'));
}

export { number };
