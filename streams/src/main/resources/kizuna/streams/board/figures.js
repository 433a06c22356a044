// The figures of a network or a party: each has one name, one word and one unit wherever it stands, and comes from the server.
import { html, nothing } from './lit.js';
import { number, say } from './words.js';

const UNITS = {
  openPersonDays: 'personDays', unmetPersonDays: 'personDays', personDays: 'personDays', openRequests: 'requests',
  proposed: 'persons', confirmed: 'persons', inTransit: 'persons', coming: 'persons', onSite: 'persons', notReported: 'persons', away: 'persons',
};

/** What is promised and not there yet. */
export const coming = figures => figures.confirmed + figures.inTransit;

/** Figures of several networks together. */
export const together = list => Object.fromEntries(Object.keys(UNITS).map(name => [name, list.reduce((sum, one) => sum + (one[name] ?? 0), 0)]));

export const word = name => say(`figure.${name}`);
export const unit = name => say(`board.unit.${UNITS[name]}`);

/**
 * One figure of a page's head.
 * @param name  of a figure, or of what is told like one: then with `text` and `unit`
 * @param tone  'alarm' or 'warn' where it is not nothing
 * @param href, act  where a press on its word leads
 */
export function figure(name, value, { text = word(name), unit: of = unit(name), tone = '', href = null, act = null, more = nothing } = {}) {
  return html`<div class=${value ? tone : ''}><dt>${act ? html`<button type="button" class="text" @click=${act}>${text}</button>` : href ? html`<a href=${href}>${text}</a>` : text}</dt>
    <dd><span data-figure=${name}>${number(value)}</span><small>${of}${more}</small></dd></div>`;
}

/** The same inside a sentence or a title. */
export const figureText = (name, value) => html`<span class="figure-text">${word(name)} <b data-figure=${name}>${number(value)}</b>${unit(name)}</span>`;
