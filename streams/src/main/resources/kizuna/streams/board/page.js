// Small tools to build the page. Text is only ever set as text: nothing that somebody reported can become markup.
export const $ = id => document.getElementById(id);

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter(c => c !== null && c !== undefined));
  return element;
}

// Brings a list's elements in line with its items; what did not change is left alone, focus too.
export function arrange(parent, items, keyOf, build) {
  const known = new Map([...parent.children].map(child => [child.dataset.key, child]));
  const focused = document.activeElement?.closest?.('[data-key]')?.dataset.key;
  let before = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let element = known.get(key);
    known.delete(key);
    if (!element || element.item !== item) {
      const made = build(item);
      made.dataset.key = key;
      made.item = item;
      if (element) {
        if (before === element) before = made;
        element.replaceWith(made);
        made.classList.add('fresh');
        if (focused === key) made.querySelector('button')?.focus();
      }
      element = made;
    }
    if (element === before) before = before.nextElementSibling;
    else parent.insertBefore(element, before);
  }
  for (const gone of known.values()) gone.remove();
}
