// Keeps the page on the device where the browser can, says so in About, and offers a new version when all of it is there. Fetched last.

import { trustedScript } from '../app/trusted.js';
import { grouped, loadWords, t } from '../strings/strings.js';
import { write } from '../strings/written.js';
import { find, make } from '../ui/dom.js';

/** @import { Kept } from './protocol.d.ts' */

const BENCHES = 2;
const EVERYTHING = 3;

/** Whether the visitor's connection may be used for what nobody asked for. */
function mayFetch() {
  const { saveData = false, effectiveType = '' } = /** @type {any} */ (navigator).connection ?? {};
  return !saveData && !effectiveType.includes('2g');
}

/** The choice in About, and what is said there. */
class KeptPanel {
  /** @param {(everything: boolean) => void} onChoice */
  constructor(onChoice) {
    this.everything = make('input', { type: 'checkbox', id: 'keep-everything', onchange: () => {
      this.text.textContent = t('offline.fetching');
      onChoice(this.everything.checked);
    } });
    this.text = make('p', { id: 'kept' });
    this.text.setAttribute('role', 'status');
  }

  /** @param {Kept} kept */
  show(kept) {
    this.everything.checked = kept.level === EVERYTHING;
    if (!this.text.isConnected) {
      const words = () => t('offline.everything', { megabytes: megabytes(kept.all) });
      find(document, '#about [data-t="about.model"]').before(
        make('h3', { textContent: () => t('offline.title') }), this.text, make('label', { className: 'check' }, [this.everything, words]));
    }
    const key = !kept.complete ? 'part' : kept.level === EVERYTHING ? 'all' : kept.level === BENCHES ? 'benches' : 'first';
    write(this.text, () => t(`offline.kept.${key}`, { megabytes: megabytes(kept.bytes) }));
  }
}

/** @param {number} bytes */
const megabytes = (bytes) => grouped(Math.round(bytes / 1e5) / 10);

/** Offers the version that waits. @param {ServiceWorkerRegistration} registration @param {(text: string) => void} say */
function offer(registration, say) {
  if (document.querySelector('#new-version')) return;
  const line = make('section', { id: 'new-version' }, [make('span', { textContent: () => t('offline.new') })]);
  line.append(
    make('button', { textContent: () => t('offline.new.load'), onclick: () => {
      if (!registration.waiting) return location.reload();
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
      registration.waiting.postMessage('take over');
    } }),
    make('button', { textContent: () => t('offline.new.later'), onclick: () => line.remove() }),
  );
  find(document, '#refusal').after(line);
  say(t('offline.new'));
}

/** Offers whatever version is complete beside the one that the page was opened with. */
function watch(/** @type {ServiceWorkerRegistration} */ registration, /** @type {(text: string) => void} */ say) {
  const look = () => registration.waiting && navigator.serviceWorker.controller && offer(registration, say);
  const follow = () => registration.installing?.addEventListener('statechange', look);
  registration.addEventListener('updatefound', follow);
  follow();
  look();
}

/** Whether the host has no such file any more; not, where that cannot be known. @param {URL} url */
async function isGone(url) {
  if (!navigator.onLine) return false;
  try {
    const answer = await fetch(url, { method: 'HEAD', cache: 'no-store' });
    await answer.text();
    return [404, 410].includes(answer.status);
  } catch {
    return false;
  }
}

/** @param {(text: string) => void} say @param {() => void} replaceWorker */
export async function keepOffline(say, replaceWorker) {
  const { serviceWorker } = navigator;
  const script = new URL('sw.js', location.href);
  const known = await serviceWorker.getRegistration();
  // What the host has taken away must not live on here.
  if (known && (await isGone(script))) return known.active?.postMessage('withdraw');
  const registration = await serviceWorker.register(trustedScript(script), { updateViaCache: 'none' });
  await loadWords('offline');
  const main = /** @type {HTMLScriptElement} */ (find(document, 'script[type=module]')).src;
  const wish = (/** @type {number} */ level) => registration.active?.postMessage({ level, main });
  const panel = new KeptPanel((everything) => {
    // A browser may keep it for good; where it does not, it may still remove it when room is short.
    if (everything) navigator.storage?.persist?.().catch(() => {});
    wish(everything ? EVERYTHING : BENCHES);
  });
  let first = true;
  serviceWorker.addEventListener('message', ({ data }) => {
    panel.show(data);
    if (first && mayFetch()) wish(Math.max(BENCHES, data.level));
    first = false;
  });
  // Whoever empties the browser's storage takes the service worker away, and workers that came through it can fetch nothing any more.
  serviceWorker.addEventListener('controllerchange', () => {
    if (!serviceWorker.controller && navigator.onLine) replaceWorker();
  });
  serviceWorker.startMessages();
  await serviceWorker.ready;
  wish(0);
  watch(registration, say);
}
