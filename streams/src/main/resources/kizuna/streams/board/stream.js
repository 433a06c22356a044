// The stream of events of a page: a snapshot, then changes; it mends itself and says how it is.
// A browser opens few connections to one server, and an open stream occupies one of them. So one tab of each view (account,
// language, namespace) reads the stream and passes its events on to the other tabs; a hidden tab holds no connection.

/** Times in milliseconds, and limits; tests shorten them. */
export const LIMITS = {
  quiet: 10_000, // Two heartbeats are missing: shown in the header.
  silent: 20_000, // The connection is dead without an error event: it is opened again.
  again: 3_000, // The first pause before the next attempt; doubles each time.
  longestPause: 10_000,
  hidden: 30_000, // A hidden tab closes its connection after this time,
  hiddenAlone: 2_000, // sooner where it cannot share one.
  stuck: 15_000, // The leading tab is silent, even about a broken connection: another tab takes its place.
  seats: 3, // So many views are connected at once; more take turns.
  turn: 8_000,
  kept: 500, // Changes that the leading tab keeps for tabs that come later.
  check: 2_000,
};

const shares = () => typeof BroadcastChannel === 'function' && Boolean(navigator.locks?.request);

/** One EventSource, opened again when it breaks, from the last event that was heard. */
class Line {
  constructor(query, lastId, { onEvent, onState, onRefused }) {
    Object.assign(this, { query, lastId, onEvent, onState, onRefused, heard: 0, served: 0, failures: 0, later: 0 });
    this.open();
  }

  open() {
    const query = new URLSearchParams(this.query);
    if (this.lastId) query.set('lastEventId', this.lastId);
    this.tried = Date.now();
    this.source = new EventSource(`api/stream?${query}`);
    this.source.addEventListener('open', () => this.listen(Boolean(this.lastId))); // A resumed connection may have missed nothing.
    for (const type of ['snapshot', 'change', 'heartbeat']) this.source.addEventListener(type, e => this.take(type, e));
    this.source.addEventListener('error', () => {
      this.onState(this.heard ? 'again' : 'off');
      if (this.source.readyState !== EventSource.CLOSED) return; // The browser tries again itself.
      this.onRefused?.();
      this.reopen();
    });
  }

  /** @param served it has what it came for: its snapshot, or what it missed */
  listen(served) {
    this.heard = Date.now();
    if (served) this.served ||= this.heard;
    this.failures = 0;
    this.onState('on');
  }

  take(type, event) {
    if (event.lastEventId) this.lastId = event.lastEventId;
    this.listen(true);
    this.onEvent({ type, data: event.data, id: event.lastEventId });
  }

  check() {
    if (this.source.readyState === EventSource.CLOSED) return;
    const quiet = Date.now() - Math.max(this.heard, this.tried);
    if (quiet > LIMITS.silent) {
      this.onState('off');
      this.reopen();
    } else if (this.heard && quiet > LIMITS.quiet) this.onState('again');
  }

  reopen() {
    this.source.close();
    clearTimeout(this.later);
    this.later = setTimeout(() => this.open(), Math.min(LIMITS.longestPause, LIMITS.again * 2 ** this.failures++));
  }

  /** Connects again at once. */
  renew() {
    clearTimeout(this.later);
    this.source.close();
    this.open();
  }

  /** Begins with a snapshot again. */
  anew() {
    this.lastId = null;
    this.renew();
  }

  close() {
    clearTimeout(this.later);
    this.source.close();
  }
}

/**
 * Takes a lock and gives the function that returns it, or null if there is none to be had.
 * @param lost called if another tab took it away
 */
function lock(name, options, lost) {
  return new Promise(resolve => {
    let had = false;
    navigator.locks.request(name, options, held => {
      had = Boolean(held);
      return had ? new Promise(release => resolve(release)) : resolve(null);
    }).catch(() => { resolve(null); if (had) lost?.(); });
  });
}

export class Stream {
  /**
   * @param view  who looks at what: tabs of the same view share one stream
   * @param query the parameters of the stream
   * @param hooks onSnapshot, onChange, onState ('on', 'again', 'off'), onRefused: the server answered, but not with a stream
   */
  constructor(view, query, hooks) {
    Object.assign(this, { view, query, hooks, lastId: null, line: null, leads: false, stand: null, release: null, synced: false, paused: false, leaderHeard: Date.now() });
    this.watch = setInterval(() => this.check(), LIMITS.check);
    document.addEventListener('visibilitychange', () => this.seen());
    addEventListener('pagehide', () => this.rest());
    addEventListener('pageshow', e => { if (e.persisted) this.wake(); });
    this.seen();
    if (!this.awake) this.wake(); // A tab opened in the background reads once, and rests after a while.
  }

  /** Stops until {@link resume}: nobody is signed in. */
  pause() {
    this.paused = true;
    this.rest();
  }

  resume() {
    this.paused = false;
    this.lastId = null;
    this.wake();
  }

  seen() {
    clearTimeout(this.resting);
    if (document.visibilityState !== 'hidden') this.wake();
    else this.resting = setTimeout(() => this.rest(), shares() ? LIMITS.hidden : LIMITS.hiddenAlone);
  }

  wake() {
    if (this.awake || this.paused) return;
    this.awake = new AbortController();
    if (!shares()) {
      this.open();
      return;
    }
    this.channel = new BroadcastChannel(`kizuna.stream.${this.view}`);
    this.channel.onmessage = ({ data }) => this.hear(data);
    this.leaderHeard = Date.now();
    this.ask();
    this.compete({ signal: this.awake.signal });
  }

  rest() {
    this.awake?.abort();
    this.awake = null;
    this.synced = false;
    this.step();
    this.channel?.close();
    this.channel = null;
  }

  // Leading ------------------------------------------------------------------------------------

  async compete(options) {
    const { awake } = this;
    const release = await lock(`kizuna.stream.${this.view}`, options, () => {
      if (this.awake !== awake) return;
      this.step();
      this.compete({ signal: awake.signal });
    });
    if (!release) return;
    if (this.awake !== awake) { release(); return; }
    this.release = release;
    this.leads = true;
    await this.sit(() => this.seat());
  }

  step() {
    this.leads = false;
    this.line?.close();
    this.stand?.();
    this.release?.();
    this.line = this.stand = this.release = null;
  }

  open() {
    this.first = null;
    this.since = [];
    this.line = new Line(this.query, this.lastId, {
      onEvent: event => {
        this.remember(event);
        this.take(event);
        this.say({ event });
      },
      onState: state => { this.state(state); this.say({ state }); },
      onRefused: () => this.hooks.onRefused?.(),
    });
  }

  // Waits for one of the few places for streams of this browser, and reads there.
  async sit(take) {
    const { release } = this;
    const stand = await take();
    if (!stand) return;
    if (this.release !== release) { stand(); return; } // Another tab leads by now.
    this.stand = stand;
    this.seated = Date.now();
    this.open();
  }

  async seat() {
    for (let i = 0; i < LIMITS.seats; i++) {
      this.place = `kizuna.stream-seat.${i}`;
      const stand = await lock(this.place, { ifAvailable: true });
      if (stand) return stand;
    }
    this.place = `kizuna.stream-seat.${[...this.view].reduce((sum, c) => sum + c.codePointAt(0), 0) % LIMITS.seats}`;
    return lock(this.place, { signal: this.awake?.signal });
  }

  // Where more views than seats are open, each gives up its seat after its turn and goes on from its last event later.
  // A turn begins with what the view came for: a slow server must not get one connection after the other that ends unheard.
  async takeTurns() {
    if (!this.stand) return;
    const begun = this.line.served || this.seated + LIMITS.silent;
    if (Date.now() - begun < LIMITS.turn) return;
    const { pending } = await navigator.locks.query();
    if (!this.stand || !pending.some(p => p.name === this.place)) return;
    this.line.close();
    this.line = null;
    this.stand();
    this.stand = null;
    await this.sit(() => lock(this.place, { signal: this.awake?.signal }));
  }

  remember(event) {
    if (event.type === 'snapshot') {
      this.first = event;
      this.since = [];
    } else if (event.type === 'change' && this.first) {
      this.since.push(event);
      if (this.since.length > LIMITS.kept) this.first = null;
    }
  }

  // Between tabs -------------------------------------------------------------------------------

  say(message) { this.channel?.postMessage(message); }

  ask() { this.say({ asks: true }); }

  hear({ asks, event, state, welcome }) {
    if (asks) {
      if (!this.leads || !this.line) return;
      if (this.first) this.say({ welcome: [this.first, ...this.since] });
      else if (this.line.lastId) this.line.anew(); // Otherwise its snapshot is on the way.
      return;
    }
    if (this.leads) return;
    this.leaderHeard = Date.now();
    if (state) this.state(state);
    if (welcome && !this.synced) {
      welcome.forEach(one => this.take(one));
      this.state('on');
    } else if (event && (this.synced || event.type === 'snapshot')) {
      this.take(event);
      this.state('on');
    }
  }

  // In this tab --------------------------------------------------------------------------------

  take({ type, data, id }) {
    if (id) this.lastId = id;
    if (type === 'heartbeat') { this.hooks.onHeartbeat?.(JSON.parse(data)); return; }
    this.synced = true;
    this.hooks[type === 'snapshot' ? 'onSnapshot' : 'onChange'](JSON.parse(data));
  }

  state(state) { this.hooks.onState(state); }

  /** Something else found the line broken: do not wait for the next heartbeat. */
  doubt() { if (this.awake) this.state('again'); }

  /** The network is back: what was open before it went is dead, and would not say so for long. */
  renew() {
    this.doubt();
    this.line?.renew();
  }

  check() {
    if (!this.awake) return;
    this.line?.check();
    if (!shares()) return;
    if (this.leads) {
      this.say({ leads: true });
      this.takeTurns();
      return;
    }
    if (!this.synced) this.ask();
    if (Date.now() - this.leaderHeard > LIMITS.stuck) {
      this.leaderHeard = Date.now();
      this.state('again');
      this.awake.abort(); // The place in the queue is exchanged for the lock itself.
      this.awake = new AbortController();
      this.compete({ steal: true });
    }
  }
}
