// What was done is undone at one press: by the report that makes things as they were.
import { focusOn } from './focus.js';
import { Form } from './form.js';
import { told } from './parts.js';
import { say } from './words.js';

/**
 * @param body what the report says; `then` what the page does after it
 * @returns {name, form, do}, as the result bar offers it
 */
export function undoing(w, { path, body, name = say('act.undo'), title = say('act.undone'), then = () => {} }) {
  const form = new Form({
    id: 'undo', scope: w.scope, keep: false, initial: {}, redraw: w.redraw, told: told => w.tell({ ...told, quiet: false }), path: () => path, body: () => body,
    done: decided => {
      w.tell({ title, lines: told(decided) });
      w.reread();
      then();
      focusOn('result-title');
    },
  });
  return { name, form, do: () => form.send() };
}
