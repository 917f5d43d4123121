// Polite messages to screen readers.

/** They come at most this often, in milliseconds. */
const INTERVAL = 2000;

/**
 * Makes what says a text as soon as the interval allows; of several that wait, the newest.
 * @param {HTMLElement} status @returns {(text: string) => void}
 */
export function announcer(status) {
  let timer = 0;
  let saidAt = -INTERVAL;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      saidAt = performance.now();
      status.textContent = text;
    }, Math.max(0, saidAt + INTERVAL - performance.now()));
  };
}
