// Keeps the files of the page on the device, so that it opens without a network. `build/dist.mjs` writes `VERSION` and `FILES` before
// this script and puts both beside index.html, as sw.js.
//
// A version has a cache of its own. It is complete before it takes over, and what it holds was compared with its hash. Every version
// names its own files, so that a page which was opened with an older one goes on with that one's, from that one's cache.
// Levels say how much is kept: 1 is what the first load needs, 2 every bench, 3 the other model as well.

/** @import { Keep, Kept } from './protocol.d.ts' */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const { scope } = worker.registration;
/** Caches belong to a whole host, which may hold the page in several folders. */
const OURS = `targetprop ${scope} `;
const CACHE = OURS + VERSION;
/** Under which address a cache keeps its level. */
const LEVEL = `${scope}?level`;
/** Fetches at a time: the page comes first. */
const AT_ONCE = 4;

/** Where a file may be found, the nearest place first. @type {((url: string) => Promise<Response | undefined>)[]} */
const PLACES = [
  (url) => caches.match(url),
  (url) => fetch(url, { cache: 'force-cache' }),
  (url) => fetch(url, { cache: 'reload' }),
];

/** @param {ArrayBuffer} bytes */
async function hashOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes), 0, 5);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A file from the first place that has it as this version names it. @param {typeof FILES[number]} file */
async function obtain([path, hash]) {
  for (const place of PLACES) {
    const response = await place(scope + path);
    if (!response?.ok) continue;
    const bytes = await response.arrayBuffer();
    if ((await hashOf(bytes)) !== hash) continue;
    const headers = new Headers(response.headers);
    // They were about the way of the bytes, which has ended.
    for (const name of ['content-encoding', 'content-length', 'vary']) headers.delete(name);
    return new Response(bytes, { headers });
  }
  throw new Error(`${path} is not to be had as this version of the page names it`);
}

/** @param {Cache} cache */
const namesIn = async (cache) => new Set((await cache.keys()).map(({ url }) => url.slice(scope.length)));

/** @param {string} name of a cache */
async function levelOf(name) {
  const mark = await (await caches.open(name)).match(LEVEL);
  return Number((await mark?.text()) ?? 0);
}

const ourCaches = async () => (await caches.keys()).filter((name) => name.startsWith(OURS));

/** Keeps the files of a level and no others. @param {number} level */
async function keep(level) {
  const cache = await caches.open(CACHE);
  const there = await namesIn(cache);
  for (const [path, , , least] of FILES) if (least > level && there.has(path)) await cache.delete(scope + path);
  // From now on this is wanted, by the next version as well, even if some of it cannot be had today.
  await cache.put(LEVEL, new Response(String(level)));
  const missing = FILES.filter(([path, , , least]) => least <= level && !there.has(path));
  const line = async () => {
    for (let file = missing.shift(); file; file = missing.shift()) await cache.put(scope + file[0], await obtain(file));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

/** Removes older versions where no page can need them: the only one that is open is of this version, and no newer one is on its way. */
async function tidy(/** @type {string} */ main) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const { installing, waiting } = worker.registration;
  if (pages.length > 1 || installing || waiting || !FILES.some(([path]) => scope + path === main)) return;
  await Promise.all((await ourCaches()).filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

/** @returns {Promise<Kept>} */
async function kept() {
  const level = await levelOf(CACHE);
  const there = await namesIn(await caches.open(CACHE));
  const sum = (/** @type {typeof FILES} */ files) => files.reduce((total, [, , bytes]) => total + bytes, 0);
  return { level, complete: FILES.every(([path, , , least]) => least > level || there.has(path)),
    bytes: sum(FILES.filter(([path]) => there.has(path))), all: sum(FILES) };
}

/** @param {Keep} wish @param {Client} page */
async function follow({ level, main }, page) {
  // What cannot be had now, or finds no room, is tried again with the next visit.
  if (level) await keep(level).catch(() => {});
  await tidy(main);
  page.postMessage(await kept());
}

/** The host has no such page any more. */
async function withdraw() {
  await Promise.all((await ourCaches()).map((name) => caches.delete(name)));
  await worker.registration.unregister();
}

/** @param {Request} request */
async function answer(request) {
  const path = request.url.slice(scope.length).split(/[?#]/)[0] || 'index.html';
  const own = await caches.open(CACHE).then((cache) => cache.match(scope + path)).catch(() => undefined);
  // Only the page itself has one name in all versions.
  return own ?? (path === 'index.html' ? undefined : await caches.match(scope + path).catch(() => undefined)) ?? fetch(request);
}

worker.addEventListener('install', (event) => event.waitUntil((async () => {
  const levels = await Promise.all((await ourCaches()).map(levelOf));
  await keep(Math.max(1, ...levels));
})()));

// The first visit need not load the page again to go on without a network.
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('message', (event) => {
  if (event.data === 'take over') worker.skipWaiting();
  else if (event.data === 'withdraw') event.waitUntil(withdraw());
  else event.waitUntil(follow(event.data, /** @type {Client} */ (event.source)));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && request.url.startsWith(scope)) event.respondWith(answer(request));
});
