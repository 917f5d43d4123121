// When the page is kept on the device: last of all, and only as built by `build/dist.mjs`, whose files are named by what they hold.

/** Names as dist/ has them. */
const NAMED_BY_CONTENT = /-[0-9A-Z]{8}\.js$/;
/** Milliseconds after the network is there in which nothing else is fetched unasked. */
const QUIET = 5000;

/**
 * What is to be told of every change of the state. Browsers let only pages from https and from this machine be kept.
 * @param {(text: string) => void} say @param {() => void} replaceWorker
 * @returns {(state: import('./state.js').State) => void}
 */
export function keeping(say, replaceWorker) {
  let begun = !('serviceWorker' in navigator) || !NAMED_BY_CONTENT.test(import.meta.url);
  const begin = () => import('../offline/offline.js').then(({ keepOffline }) => keepOffline(say, replaceWorker)).catch(() => {
    // The browser keeps nothing: the page works as it does without.
  });
  return ({ loading }) => {
    if (begun || loading.status !== 'ready') return;
    begun = true;
    // Safari has no idle callbacks.
    setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(begin), QUIET);
  };
}
