// Reports of which nobody knows whether they arrived because the line was down. When it is back they are sent again by themselves,
// under the same key: what had arrived is counted once.
const unsent = new Set();

/** @param form with `resend()`, which sends what was sent and nothing else */
export const keepTrying = form => { unsent.add(form); };
export const stopTrying = form => { unsent.delete(form); };

export function sendAgain() {
  for (const form of [...unsent]) {
    unsent.delete(form);
    form.resend();
  }
}

addEventListener('online', sendAgain);
