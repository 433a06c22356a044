// Which acts are legal now: the rows say it, each for the side that reads it. Here is only their order, and what a page needs beside.
import { plusDays } from './words.js';

const ALIAS = { 'hand-over': 'handover', 'returned': 'return', 'plan-confirmations': 'confirm-plan' };
const ORDER = {
  ward: ['confirm', 'decline', 'depart', 'arrive', 'answer-extension', 'handover', 'return', 'cancel', 'recall', 'retract'],
  desk: ['arrive', 'ask-extension', 'handover', 'retask', 'release', 'cancel', 'retract'],
};
const BOTH = [...new Set([...ORDER.ward, ...ORDER.desk])];

const named = acts => (acts ?? []).map(a => a.toLowerCase().replaceAll('_', '-')).map(a => ALIAS[a] ?? a);

export function dispatchActs(row, side) {
  const order = ORDER[side] ?? BOTH;
  const legal = named(row.acts).filter(a => order.includes(a));
  return inOrder(legal.filter(a => a !== 'ask-extension' || !row.extensionAskedTo), order);
}

const THERE = ['ON_SITE', 'HANDING_OVER'];
const NEAR_THE_END = 2; // Days before the last one.

// Legal, but it stands for reports that were not made and are not due yet, or takes one back: offered apart from what comes next.
function isRare(row, act, today, side) {
  if (act === 'retract' || act === 'retask') return true;
  if (act === 'depart') return THERE.includes(row.state); // Staff on site have departed: that report is not missing.
  if (act === 'arrive' && side === 'ward' && !row.missingReport) return true; // The receiver confirms their arrival.
  if (act === 'arrive') return row.state === 'CONFIRMED' && row.firstDay > plusDays(today, (row.overlapDays ?? 0) + 1);
  if (act === 'recall') return row.state === 'CONFIRMED' && row.firstDay > today;
  if (act === 'ask-extension' && !THERE.includes(row.state)) return true;
  if (act === 'handover' && row.lastDay > plusDays(today, NEAR_THE_END) && !row.missingReport) return true;
  if (act === 'handover' || act === 'release') return ['CONFIRMED', 'DEPARTED'].includes(row.state) && row.firstDay > today;
  if (act === 'return') return !['RELEASED', 'RECALLED'].includes(row.state) && row.lastDay > today;
  return false;
}

// What ends something, or takes it back, never stands beside what goes on.
const ENDING = ['cancel', 'recall', 'release', 'cancel-request', 'merge', 'withdraw', 'reject', 'suspend', 'relieve', 'join'];
const PAIR = ['confirm', 'decline', 'accept', 'stop']; // The two answers to one question.
const ASKED = 'answer-extension'; // Somebody waits for it in any case.

/** What comes next for a row: one act, the two answers to a proposal, and the answer to an extension that is asked for. */
export function nextActs(row, acts, today, side) {
  const next = acts.filter(act => !ENDING.includes(act) && !isRare(row, act, today, side));
  if (next.some(act => PAIR.includes(act))) return next.filter(act => PAIR.includes(act));
  if (row.missingReport === 'RELEASE' && acts.includes('release')) return ['release']; // Their period has ended: this report is missing.
  const [first] = next.filter(act => act !== ASKED);
  return next.filter(act => act === ASKED || act === first);
}

export const unusualActs = row => named(row.unusualActs);

/** Whether they cannot stay one more day; the row says why. */
export const cannotStay = row => Boolean(row.stay?.obstacle) && !row.extensionAskedTo;

// Help that nobody asked for is accepted or stopped: in the log that is the document of its request, or the end of it.
const UNASKED = { document: 'accept', 'cancel-request': 'stop' };

export function requestActs(row) {
  const unasked = row.documentation === 'UNREQUESTED';
  const legal = named(row.acts).map(a => (a === 'cancel' ? 'cancel-request' : a)).map(a => (unasked && UNASKED[a]) || a);
  return inOrder(legal.filter(a => a !== 'override' && (a !== 'merge' || row.alike?.length)), ['document', 'accept', 'stop', 'amend', 'merge', 'cancel-request']);
}

/** Whether a coordinator may decide otherwise for a request. */
export const mayOverride = row => named(row.acts).includes('override');

export const offerActs = row => named(row.acts);

export const agreementActs = row => named(row.acts);

// What comes next in the field first, what ends things last.
function inOrder(acts, order) {
  return [...acts].sort((a, b) => (order.indexOf(a) + 100) % 100 - (order.indexOf(b) + 100) % 100);
}
