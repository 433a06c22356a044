// Loads the page again when one of its scripts or styles was lost: a machine that joins another network aborts what it loads.
// At most twice in a minute; a page that stays empty then says so itself (`.unloaded` in base.css). Not a module: those are what is lost.
{
  const KEY = 'kizuna.reloads'; // [how often, when last]
  const MOST = 2;
  const WITHIN = 60_000;
  const PAUSE = 500; // Before the first attempt; doubles each time.
  let asked = false;

  const again = () => {
    if (asked) return;
    asked = true;
    let tries;
    try {
      const [count, last] = JSON.parse(sessionStorage.getItem(KEY) ?? '[0, 0]');
      tries = Date.now() - last < WITHIN ? count : 0;
      if (tries >= MOST) return;
      sessionStorage.setItem(KEY, JSON.stringify([tries + 1, Date.now()]));
    } catch {
      return; // Without a counter there is no repetition.
    }
    const later = () => setTimeout(() => location.reload(), PAUSE * 2 ** tries);
    if (document.readyState === 'complete') later();
    else addEventListener('load', later);
  };

  // Errors of elements do not bubble. A module whose import is lost is an error of its element too.
  addEventListener('error', ({ target }) => {
    if (target instanceof HTMLScriptElement || target instanceof HTMLLinkElement && target.relList.contains('stylesheet')) again();
  }, true);
}
