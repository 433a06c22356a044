// Moves the focus to what is about to be drawn: the page draws a moment after it was told to.
const TRIES = 20;
const APART = 40;

/** @param find () → the element, or nothing while it is not there yet; @param then what is done with it before */
export function focusWhenThere(find, { block = 'nearest', before } = {}) {
  let left = TRIES;
  const attempt = () => {
    const at = find();
    if (at) {
      before?.(at);
      at.focus({ preventScroll: true });
      if (document.activeElement === at) { at.scrollIntoView({ block }); return; }
    }
    if (--left > 0) setTimeout(attempt, APART);
  };
  setTimeout(attempt, 0); // After the rendering that was requested before.
}

export const focusOn = id => focusWhenThere(() => document.getElementById(id), { block: 'start' });
