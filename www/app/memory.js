// What this browser remembers of a visitor's choices. A browser may forbid it: then nothing is remembered.

const PREFIX = 'targetprop.';

/** @param {'shortcuts' | 'language' | 'settings'} name */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** @param {'shortcuts' | 'language' | 'settings'} name @param {string} value */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Storage is blocked or full: the choice holds for this visit.
  }
}
