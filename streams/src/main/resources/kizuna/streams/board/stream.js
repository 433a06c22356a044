// One stream of events for the page: a snapshot, then changes; it mends itself and says how it is.
const SILENT = 40_000; // Two heartbeats and a half: the line is dead even if nobody told us.
const AGAIN = 3_000;

export class Stream {
  constructor(query, { onSnapshot, onChange, onState }) {
    this.query = query;
    this.hooks = { onSnapshot, onChange, onState };
    this.heard = 0;
    this.lastId = null;
    this.closed = false;
    this.watch = setInterval(() => this.check(), 2_000);
    this.open();
  }

  open() {
    const query = new URLSearchParams(this.query);
    if (this.lastId) query.set('lastEventId', this.lastId);
    this.tried = Date.now();
    this.source = new EventSource(`api/stream?${query}`);
    this.source.addEventListener('open', () => this.listen());
    this.source.addEventListener('snapshot', e => { this.listen(e); this.hooks.onSnapshot(JSON.parse(e.data)); });
    this.source.addEventListener('change', e => { this.listen(e); this.hooks.onChange(JSON.parse(e.data)); });
    this.source.addEventListener('heartbeat', e => this.listen(e));
    this.source.addEventListener('error', () => {
      this.hooks.onState(this.heard ? 'again' : 'off');
      if (this.source.readyState === EventSource.CLOSED) this.reopen();
    });
  }

  listen(event) {
    this.heard = Date.now();
    if (event?.lastEventId) this.lastId = event.lastEventId;
    this.hooks.onState('on');
  }

  check() {
    if (!this.closed && this.source.readyState !== EventSource.CLOSED && Date.now() - Math.max(this.heard, this.tried) > SILENT) {
      this.hooks.onState('off');
      this.reopen();
    }
  }

  reopen() {
    this.source.close();
    clearTimeout(this.later);
    this.later = setTimeout(() => { if (!this.closed) this.open(); }, AGAIN);
  }

  close() {
    this.closed = true;
    clearInterval(this.watch);
    clearTimeout(this.later);
    this.source.close();
  }
}
