// Hears what keeps the page from standing, a file that cannot be had or an error at the start, and says it in the notice of
// `index.html`. `main.js` takes the notice away once the page stands. A classic script before all others: it needs none of them.
{
  /** Names of files, or what went wrong. @type {Set<string>} */
  const problems = new Set();

  /** @param {string} address */
  const nameOf = (address) => new URL(address, location.href).pathname.split('/').pop() ?? address;

  /**
   * Files that were asked for in vain: which of its imports failed, a module does not say, but the browser measured it.
   * @param {'script' | 'link'} kind
   */
  const missing = (kind) =>
    /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType('resource'))
      .filter(({ initiatorType, responseStatus, decodedBodySize }) =>
        initiatorType === kind && (responseStatus >= 400 || (responseStatus === 0 && !decodedBodySize)))
      .map(({ name }) => nameOf(name));

  /** The page can stand without its style: the notice stays all the same. @param {string} name */
  const withoutStyle = (name) => {
    problems.add(name);
    document.documentElement.classList.add('incomplete');
  };

  const show = () => {
    const notice = document.querySelector('#starting');
    if (!notice) return;
    const again = /** @type {HTMLButtonElement} */ (notice.querySelector('button'));
    again.hidden = false;
    again.onclick = () => location.reload();
    if (!problems.size) return;
    const why = /** @type {HTMLElement} */ (notice.querySelector('.start-why'));
    why.hidden = false;
    /** @type {HTMLElement} */ (why.querySelector('code')).textContent = [...problems].join(', ');
    notice.classList.add('failed');
  };

  addEventListener('error', (event) => {
    const { target } = event;
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') {
      withoutStyle(nameOf(target.href));
    } else if (target instanceof HTMLScriptElement) {
      const names = missing('script');
      for (const name of names.length ? names : [nameOf(target.src)]) problems.add(name);
    } else if (target === window) problems.add(`${nameOf(event.filename || location.href)}: ${event.message}`);
    show();
  }, true);
  addEventListener('unhandledrejection', ({ reason }) => {
    problems.add(String(reason));
    show();
  });
  // What failed before this script was there.
  for (const name of missing('script')) problems.add(name);
  for (const name of missing('link').filter((name) => name.endsWith('.css'))) withoutStyle(name);
  show();
}
