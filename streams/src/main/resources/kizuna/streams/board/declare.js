// The form that declares a disaster (災害宣言), for the desk of the struck and for a lender that was struck itself.
import { checking, right } from './acts.js';
import { Form, input, select } from './form.js';
import { html } from './lit.js';
import { HAZARDS, alikeDisasters, codes, soundsLikeADrill } from './parts.js';
import { label, say, time } from './words.js';

const RECENT = 30 * 86_400_000; // Milliseconds.

export const struckAt = v => Date.parse(`${v.date}T${v.hour.slice(0, 5)}:00+09:00`);

/** Disasters of the last 30 days that others declared and that did not strike this body, the newest first. */
export const elsewhere = (w, body) => [...(w.disasters ?? new Map()).values()].filter(d => !d.endedOn && !d.struck.includes(body) && w.now() - Date.parse(d.struckAt) < RECENT)
  .sort((a, b) => b.struckAt.localeCompare(a.struckAt) || a.disasterId.localeCompare(b.disasterId));

/**
 * @param body, role  who declares it for themselves
 * @param network     the network that it is declared in; null: the one of the installation
 * @param final       whether it is asked about before it is sent
 * @param done        (decided, values, receipt) after it was accepted
 */
export const declareForm = (w, { body, role, network = null, final = false, done }) => new Form({
  id: 'declare', scope: `${w.scope}.${body}`, keep: true, stays: true, final, redraw: w.redraw, told: w.tell,
  initial: { name: '', hazard: 'EARTHQUAKE', date: w.today(), hour: '' },
  check: checking(v => ({
    name: right.text(v.name), hazard: right.chosen(v.hazard), date: right.day(v.date),
    hour: /^\d{2}:\d{2}/.test(v.hour) ? (struckAt(v) > w.now() + 300_000 ? say('desk.wrong.future') : null) : say('form.wrong.time'),
  })),
  path: () => 'api/disasters',
  names: { name: say('desk.disasterName'), hazard: say('desk.hazard'), date: say('desk.struckDay'), hour: say('desk.struckTime') },
  shown: (field, value) => (field === 'hazard' ? label('HazardType', value) : field === 'struckAt' && value ? time(value) : undefined),
  doubts: v => [
    ...alikeDisasters(elsewhere(w, body), { ...v, struckAt: struckAt(v) }).slice(0, 1).map(known => ({ text: say('desk.declare.alike', known.name, time(known.struckAt)), flag: 'confirmedNew' })),
    { text: soundsLikeADrill(w, v.name), flag: 'confirmedUnusual' },
  ],
  body: v => ({ ...(network ? { network } : {}), name: v.name.trim(), hazard: v.hazard, struck: [body], struckAt: `${v.date}T${v.hour.slice(0, 5)}:00+09:00`, ...w.reporter(role, body) }),
  done,
});

export const declareFields = form => html`${input(form, 'name', { label: say('desk.disasterName'), required: true, maxlength: 100, hint: say('desk.disasterNameHint') })}
  ${select(form, 'hazard', { label: say('desk.hazard'), required: true, choices: codes('HazardType', HAZARDS) })}
  ${input(form, 'date', { type: 'date', label: say('desk.struckDay'), required: true })}
  ${input(form, 'hour', { type: 'time', label: say('desk.struckTime'), required: true, hint: say('form.japanTime') })}`;
