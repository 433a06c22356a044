// Several disasters at once are told apart by a number, a colour and the name. The first that struck is number 1, so a later one renumbers none.
import { html, nothing } from './lit.js';
import { say } from './words.js';

const COLOURS = 6; // A seventh has the colour of the first: the number tells them apart.
let known = [];

/** @param disasters of all networks, each once */
export function knowDisasters(disasters) {
  known = [...disasters].sort((a, b) => a.struckAt.localeCompare(b.struckAt) || a.disasterId.localeCompare(b.disasterId));
}

export const areSeveral = () => known.length > 1;

export const numberOf = id => known.findIndex(d => d.disasterId === id) + 1;

export const colourOf = id => String((numberOf(id) - 1 + COLOURS) % COLOURS);

/** The sign of a disaster, with its name unless only the sign has room; nothing where there is only one. */
export function disasterTag(id, { named = true } = {}) {
  const n = numberOf(id);
  if (!areSeveral() || !n) return nothing;
  const { name } = known[n - 1];
  return html`<span class="disaster-tag" data-colour=${colourOf(id)} title=${name}><b aria-hidden="true">${n}</b><span class=${named ? 'named' : 'unseen'} lang="ja">${named ? name : say('board.ofDisaster', name)}</span></span>`;
}
