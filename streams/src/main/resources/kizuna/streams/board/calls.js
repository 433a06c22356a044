// Calling somebody who is not looking: notifications of the browser, where this person asked for them, and a tone where lives hang on it.
import { html, nothing } from './lit.js';
import { language, number, say } from './words.js';

const ON = 'kizuna.calls';
const SHOWN = 10_000; // Milliseconds; waiting items stay on the page.

const stored = () => { try { return localStorage.getItem(ON); } catch { return null; } };
const store = value => { try { localStorage.setItem(ON, value); } catch { /* Asked again on the next page, then. */ } };
const possible = () => typeof Notification === 'function' && isSecureContext && Notification.permission !== 'denied';

function tone() {
  const audio = new AudioContext();
  [880, 660, 880].forEach((pitch, i) => {
    const sound = audio.createOscillator();
    const volume = audio.createGain();
    sound.frequency.value = pitch;
    volume.gain.value = .15;
    sound.connect(volume).connect(audio.destination);
    sound.start(audio.currentTime + i * .35);
    sound.stop(audio.currentTime + i * .35 + .25);
  });
  setTimeout(() => audio.close(), 2_000);
}

export class Calls {
  /** @param subject () → whose page it is, as the title of a notification names it */
  constructor(scope, subject, redraw) {
    Object.assign(this, { scope, subject, redraw, before: null });
  }

  get on() { return possible() && Notification.permission === 'granted' && stored() === 'on'; }

  /** What waits now; calls for what is more than before, unless the page is looked at. */
  look(tasks) {
    const { before } = this;
    this.before = new Map(tasks.map(task => [task.what, task.count]));
    if (!before || !this.on || (!document.hidden && document.hasFocus())) return;
    for (const task of tasks) if (task.count > (before.get(task.what) ?? 0)) this.call(task);
  }

  call(task) {
    const [one, many = one] = say(`tasks.${task.what}`).split('|');
    const call = new Notification(this.subject(), { body: `${number(task.count)} ${task.count === 1 ? one : many}${task.text ? ` (${task.text})` : ''}`, tag: `${this.scope}.${task.what}`, lang: language(), renotify: true });
    call.onclick = () => { focus(); location.hash = task.href; call.close(); };
    if (task.alarm) tone();
    else setTimeout(() => call.close(), SHOWN);
  }

  async turn(on) {
    if (on && Notification.permission !== 'granted') await Notification.requestPermission();
    store(on ? 'on' : 'off');
    if (on && this.on) tone(); // Played once so that it is recognised; and browsers allow sound only after a press.
    this.redraw();
  }

  /** The switch; nothing where this browser cannot. */
  view() {
    if (!possible()) return nothing;
    return html`<button type="button" class="small end" id="calls" aria-pressed=${this.on ? 'true' : 'false'} @click=${() => this.turn(!this.on)}>${say(this.on ? 'calls.off' : 'calls.on')}</button>`;
  }
}
