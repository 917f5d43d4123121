// A link that is not written yet when the page goes: for those who come back the address holds it; those who reload it get
// the address of before, and this beside it.

const KEY = 'targetprop.link';

/** The page goes. @param {string | null} link what its address should be, or null where that is so */
export function leave(link) {
  try {
    if (link) sessionStorage.setItem(KEY, link);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage is blocked: the last moment before a reload is lost.
  }
}

/** The page begins: a reload takes up what it left. */
export function takeUp() {
  try {
    const link = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
    if (link && visit?.type === 'reload') history.replaceState(null, '', link);
  } catch {
    // Storage is blocked, or the link is not of this place.
  }
}
