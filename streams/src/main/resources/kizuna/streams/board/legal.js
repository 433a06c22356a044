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
  return inOrder(legal.filter(a => (a === 'answer-extension' ? row.extensionAskedTo : a === 'ask-extension' ? !row.extensionAskedTo && mayStay(row) : true)), order);
}

// Legal, but it stands for reports that were not made and are not due yet, or takes one back: offered apart from what comes next.
export function isRare(row, act, today) {
  if (act === 'retract') return true;
  if (act === 'arrive') return row.state === 'CONFIRMED' && row.firstDay > plusDays(today, (row.overlapDays ?? 0) + 1);
  if (act === 'recall') return row.state === 'CONFIRMED' && row.firstDay > today;
  if (act === 'handover' || act === 'release') return ['CONFIRMED', 'DEPARTED'].includes(row.state) && row.firstDay > today;
  if (act === 'return') return !['RELEASED', 'RECALLED'].includes(row.state) && row.lastDay > today;
  return false;
}

export const unusualActs = row => named(row.unusualActs);

// Whether the agreement lets them stay at all; `stay` is missing where it sets no limit.
export const mayStay = row => !row.stay || row.stay.latest > row.lastDay;

export const cannotStay = row => named(row.acts).includes('ask-extension') && !row.extensionAskedTo && !mayStay(row);

export function requestActs(row) {
  const legal = named(row.acts).map(a => (a === 'cancel' ? 'cancel-request' : a));
  return inOrder(legal.filter(a => a !== 'merge' || row.alike?.length), ['document', 'amend', 'merge', 'cancel-request']);
}

export const offerActs = row => named(row.acts);

export const agreementActs = row => named(row.acts);

// What comes next in the field first, what ends things last.
function inOrder(acts, order) {
  return [...acts].sort((a, b) => (order.indexOf(a) + 100) % 100 - (order.indexOf(b) + 100) % 100);
}
