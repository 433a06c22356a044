// What somebody is writing, kept for the tab in which it is written: two tabs never share a draft.
// What a closed tab left behind can be taken over by another one.
const DRAFT = 'kizuna.draft.';
const TAB = 'kizuna.tab';
const ALIVE = 'kizuna.tab.';
const MOST = 40; // Drafts in this browser; the oldest are deleted first.
const OLDEST = 14 * 86_400_000;
const ALIVE_EACH = 20_000;
const GONE = 180_000; // Timers of a hidden tab run once a minute.

const read = (where, key) => { try { return where.getItem(key); } catch { return null; } };
const write = (where, key, value) => { try { where.setItem(key, value); } catch { /* It then lives as long as the page. */ } };
const remove = (where, key) => { try { where.removeItem(key); } catch { /* the same */ } };
const parsed = text => { try { return JSON.parse(text); } catch { return null; } };

// The id is in the session's storage only while no page of the tab is open: a duplicated tab copies that storage, and must not get it.
let tab = read(sessionStorage, TAB) ?? `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;
const live = () => write(localStorage, ALIVE + tab, String(Date.now()));
function begin() {
  remove(sessionStorage, TAB);
  live();
}
begin();
setInterval(live, ALIVE_EACH);
addEventListener('pagehide', () => { write(sessionStorage, TAB, tab); remove(localStorage, ALIVE + tab); });
addEventListener('pageshow', event => {
  if (!event.persisted) return;
  tab = read(sessionStorage, TAB) ?? tab;
  begin();
});

const keyOf = (name, of = tab) => `${DRAFT}${of}/${name}`;

function all() {
  const found = [];
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (!key.startsWith(DRAFT)) continue;
      const slash = key.indexOf('/');
      const value = slash < 0 ? null : parsed(localStorage.getItem(key));
      found.push({ key, tab: key.slice(DRAFT.length, slash), name: key.slice(slash + 1), at: value?.at ?? 0, value });
    }
  } catch { /* Nothing is kept here. */ }
  return found.sort((a, b) => b.at - a.at);
}

for (const [i, draft] of all().entries()) if (i >= MOST || Date.now() - draft.at > OLDEST) remove(localStorage, draft.key);

const isGone = of => of !== tab && Date.now() - Number(read(localStorage, ALIVE + of) ?? 0) > GONE;

export const drafts = {
  find: name => parsed(read(localStorage, keyOf(name))),
  keep: (name, value) => write(localStorage, keyOf(name), JSON.stringify({ ...value, at: Date.now() })),
  drop: name => remove(localStorage, keyOf(name)),

  /** The newest draft of this name that a closed tab left, as {at, values …}; null if there is none. */
  left: name => all().find(d => d.name === name && d.value && isGone(d.tab)) ?? null,

  /** Makes it this tab's own. */
  take(draft) {
    remove(localStorage, draft.key);
    write(localStorage, keyOf(draft.name), JSON.stringify(draft.value));
    return draft.value;
  },
  forget: draft => remove(localStorage, draft.key),

  /** Reports under this beginning of a name that this tab, before it was read anew, or a closed one was sending. */
  openSendings: beginning => all().filter(d => d.name.startsWith(beginning) && d.name.includes('.sending.') && d.value && (d.tab === tab || isGone(d.tab))),
};
