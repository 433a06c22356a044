// Which acts are legal now. The rows say it; the table is for rows of a server that does not yet.
const ALIAS = { 'hand-over': 'handover', 'returned': 'return', 'plan-confirmations': 'confirm-plan' };
const AT = {
  ward: {
    PROPOSED: ['confirm', 'decline'], CONFIRMED: ['depart', 'answer-extension', 'cancel'], DEPARTED: ['arrive', 'answer-extension', 'recall'],
    ON_SITE: ['answer-extension', 'handover', 'recall'], HANDING_OVER: ['answer-extension', 'recall'], RELEASED: ['return'], RECALLED: ['return'],
  },
  desk: {
    PROPOSED: ['cancel'], CONFIRMED: ['ask-extension', 'cancel'], DEPARTED: ['arrive', 'ask-extension'], ON_SITE: ['ask-extension', 'handover', 'retask', 'release'],
    HANDING_OVER: ['ask-extension', 'retask', 'release'],
  },
  request: {
    OPEN: ['amend', 'cancel-request', 'merge'], PARTIALLY_MATCHED: ['amend', 'cancel-request', 'merge'], MATCHED: ['amend', 'cancel-request', 'merge'],
    PARTIALLY_DEPLOYED: ['amend', 'cancel-request', 'merge'], FULFILLED: ['amend', 'cancel-request', 'merge'], ESCALATED: ['amend', 'cancel-request', 'merge'],
  },
  offer: { AVAILABLE: ['withdraw'], HELD: ['withdraw'], COMMITTED: ['withdraw'] },
};

const named = acts => acts.map(a => a.toLowerCase().replaceAll('_', '-')).map(a => ALIAS[a] ?? a);

export function dispatchActs(row, side) {
  const both = side === 'coordinator' ? [...new Set([...(AT.ward[row.state] ?? []), ...(AT.desk[row.state] ?? [])])] : AT[side][row.state] ?? [];
  const mine = side === 'coordinator' ? null : new Set(Object.values(AT[side]).flat());
  const legal = row.acts ? named(row.acts).filter(a => !mine || mine.has(a)) : both;
  return inOrder(legal.filter(a => (a === 'answer-extension' ? row.extensionAskedTo : a === 'ask-extension' ? !row.extensionAskedTo : true)), both);
}

export function requestActs(row) {
  const legal = row.acts ? named(row.acts).map(a => (a === 'cancel' ? 'cancel-request' : a)) : [...(row.documentation === 'ORAL' ? ['document'] : []), ...(AT.request[row.state] ?? [])];
  return inOrder(legal.filter(a => a !== 'merge' || row.alike?.length), ['document', 'amend', 'merge', 'cancel-request']);
}

export const offerActs = row => (row.acts ? named(row.acts) : AT.offer[row.state] ?? []);

export const agreementActs = row => named(row.acts ?? []);

// What comes next in the field first, what ends things last.
function inOrder(acts, order) {
  return [...acts].sort((a, b) => (order.indexOf(a) + 100) % 100 - (order.indexOf(b) + 100) % 100);
}
