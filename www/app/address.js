// The page's link in the address: written when the page has been quiet for a moment, and taken up again by a reload.

import { writeLink } from './link.js';

/** Milliseconds of quiet before the link is written: browsers refuse many changes in a row. */
const DELAY = 300;
/** Holds a link that was not written yet when the page went. */
const PENDING = 'targetprop.link';

/**
 * The page begins: a reload takes up what was not written when the page went. For those who come back the address holds it;
 * those who reload it get the address of before, and this beside it.
 */
export function takeUp() {
  try {
    const link = sessionStorage.getItem(PENDING);
    sessionStorage.removeItem(PENDING);
    const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
    if (link && visit?.type === 'reload') history.replaceState(null, '', link);
  } catch {
    // Storage is blocked, or the link is not of this place.
  }
}

/** The page goes. @param {string | null} link what its address should be, or null where that is so */
function leave(link) {
  try {
    if (link) sessionStorage.setItem(PENDING, link);
    else sessionStorage.removeItem(PENDING);
  } catch {
    // Storage is blocked: the last moment before a reload is lost.
  }
}

export class Address {
  /**
   * @param {() => Record<string, string | number> | null} fields what the link is to hold, null as long as that is not known
   * @param {() => void} onWritten
   */
  constructor(fields, onWritten) {
    this.fields = fields;
    this.onWritten = onWritten;
    this.timer = 0;
    // Another link in the same tab; what the page writes itself is no such event.
    addEventListener('hashchange', () => {
      if (!location.hash) return;
      this.cancel();
      location.reload();
    });
    addEventListener('pagehide', () => leave(this.timer ? this.write() : null));
  }

  /** Something that the link keeps has changed: the link is written soon. */
  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), DELAY);
  }

  cancel() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  /** Writes the link now, and returns it. */
  write() {
    this.cancel();
    const fields = this.fields();
    if (fields) {
      writeLink(fields);
      this.onWritten();
    }
    return location.href;
  }
}
