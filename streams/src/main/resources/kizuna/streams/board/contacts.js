// Contact tests (連絡訓練) on the page of who acts: that one is due each quarter, and that one waits for an answer.
import { whole } from './api.js';
import { between } from './parts.js';
import { pageLink } from './shell.js';

const QUARTER = 100; // Days for which a contact counts as recent, as on the partners' page.

/** What a body's page has to know of them; in a drill nobody is reminded of what is real. */
export const readContactTests = async (w, body) => (w.drill ? [] : (await whole('api/contact-tests', { party: body })).rows);

/**
 * What is to be done about them.
 * @param partners  whether there is anybody to ask
 */
export function contactTasks(w, body, tests, partners) {
  if (w.drill) return [];
  const last = tests.filter(t => t.sentBy === body).map(t => t.sentAt.slice(0, 10)).sort().at(-1);
  const waiting = tests.filter(t => t.answers.some(a => a.body === body && !a.answeredAt));
  const href = pageLink('partners.html', { body });
  return [
    { what: 'contactAnswer', count: waiting.length, tone: 'amber', href },
    { what: 'contactTest', count: partners && (!last || between(last, w.today()) > QUARTER) ? 1 : 0, tone: 'grey', href },
  ];
}
