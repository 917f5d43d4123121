// The composition root: makes the store, the worker's client and the panels, and joins them.

import { LAZY, openBench } from './app/benches.js';
import { fieldsOf, writeLink, readLink } from './app/link.js';
import { leave, takeUp } from './app/link-pending.js';
import { Guidance } from './guidance/guidance.js';
import { Cancelled } from './client/model-client.js';
import { Intake } from './pictures/intake.js';
import { cardRows } from './ui/card.js';
import { DrawPanel } from './benches/denoise/draw.js';
import { find } from './ui/dom.js';
import { LanguagePanel } from './ui/language.js';
import { LinkNoticePanel } from './ui/link-notice.js';
import { keepMenusChosen } from './ui/menus.js';
import { NoticePanel } from './ui/notice.js';
import { ResultPanel } from './benches/denoise/result.js';
import { SettingsPanel } from './ui/settings.js';
import { SharingPanel } from './share/sharing.js';
import { SpoilPanel } from './benches/denoise/spoil.js';
import { TransportPanel } from './benches/denoise/transport.js';
import { onUndoKeys } from './ui/undo-keys.js';
import { Session } from './app/session.js';
import { initialState, lastStep, paramsOf, toLink } from './app/state.js';
import { Store } from './app/store.js';
import { grouped, said, t, wantedLanguage } from './strings/strings.js';
import { onLanguage, translate, write } from './strings/written.js';

/** Polite messages come at most this often, in milliseconds. */
const STATUS_INTERVAL = 2000;
/** Milliseconds of quiet before the link is written: browsers refuse many changes in a row. */
const LINK_DELAY = 300;

takeUp();
await new LanguagePanel(document.body, find(document, '#language-problem')).speak(wantedLanguage());
translate(document);
const store = new Store(initialState());
const session = new Session(store, { rate: () => transport.rate, changed: linkChanged });
const denoise = find(document, '#bench-denoise');

const status = find(document, '#status');
let statusTimer = 0;
let saidAt = -STATUS_INTERVAL;
/** Says `text` to screen readers as soon as the interval allows; of several that wait, the newest. @param {string} text */
function say(text) {
  clearTimeout(statusTimer);
  const wait = Math.max(0, saidAt + STATUS_INTERVAL - performance.now());
  statusTimer = setTimeout(() => {
    saidAt = performance.now();
    status.textContent = text;
  }, wait);
}

const draw = new DrawPanel(find(denoise, '.draw'), { onInk: (ink, picked) => session.setInk(ink, picked), onExample: (digit) => session.example(digit), onLive: (live) => session.setLive(live), say });
onUndoKeys(() => draw.inSight, { undo: () => draw.undo(), redo: () => draw.redo() });
const spoil = new SpoilPanel(denoise, {
  onCorruption: (change) => session.setCorruption(change),
  onDie: () => session.throwDie(),
  onMode: (mode) => session.setMode(mode),
  onStart: (start) => session.setStart(start),
  onMask: (mask) => session.setMask(mask),
  say,
});
const result = new ResultPanel(denoise);
const transport = new TransportPanel(find(denoise, '.transport'), {
  onPlay: () => {
    session.time.play();
    // On a phone the result lies below the canvas.
    if (store.state.playing && matchMedia('(max-width: 999px)').matches) find(denoise, '.result').scrollIntoView({ block: 'start' });
  },
  onStep: () => session.time.step(),
  onReset: () => session.time.clear(),
  onScrub: (cursor) => session.time.scrub(cursor),
});
const restoreSettings = new SettingsPanel(denoise, '#denoise-settings', (name, value, side) => session.setSetting(store.state.mode, name, value, side));
const compare = /** @type {HTMLInputElement} */ (find(denoise, '#compare'));
compare.onchange = () => session.setComparing(compare.checked);
const model = /** @type {HTMLSelectElement} */ (find(document, '#model'));
const ownModel = /** @type {HTMLOptionElement} */ (find(model, '[value=own]'));
const intake = new Intake(document, session, goTo);
model.onchange = () => {
  if (model.value !== 'open') return session.setModel(/** @type {any} */ (model.value));
  model.value = store.state.model;
  return intake.chooseModel();
};
const modelProblem = find(document, '#model-problem');
const refusal = find(document, '#refusal');
keepMenusChosen(document, () => store.set({}));
const notice = new NoticePanel(find(document, '#notice'), () => session.open());
const linkNotice = new LinkNoticePanel(find(document, '#link-notice'));

// ---- Benches ----

/** Benches that are there; those being fetched are promises. @type {Map<string, import('./app/benches.js').Bench | Promise<void>>} */
const opened = new Map();
/** Benches that could not be fetched: a click on the tab tries again. @type {Set<string>} */
const failed = new Set();
/** What the last link said of the benches. */
const lastLink = readLink();
const benchProblem = find(document, '#bench-problem');
/** @param {string} name */
const sectionOf = (name) => find(document, `#bench-${name}`);
/** @param {string} name @returns {import('./app/benches.js').Bench | null} */
function benchOf(name) {
  const bench = opened.get(name);
  return bench && !(bench instanceof Promise) ? bench : null;
}

/** The bench in sight, which knows that it is: null while it is being fetched. @type {import('./app/benches.js').Bench | null} */
let inSight = null;

/** Fetches the chosen bench where that has not been done, and tells benches when they come into sight and leave it. */
function arrangeBenches() {
  const { bench: name, loading, parameters } = store.state;
  const wanted = document.hidden ? null : benchOf(name);
  if (inSight !== wanted) {
    inSight?.hide();
    inSight = wanted;
    inSight?.show();
  }
  if (!(name in LAZY) || opened.has(name) || !parameters || loading.status !== 'ready') return;
  write(benchProblem, () => t('bench.loading'));
  const opening = openBench(name, sectionOf(name), { store, session, say, changed: linkChanged, goTo }, fieldsOf(lastLink, name)).then(
    (bench) => {
      opened.set(name, bench);
      benchProblem.textContent = '';
      store.set({});
    },
    (error) => {
      // Whoever was to answer is being replaced: the bench opens when it is there.
      if (error instanceof Cancelled) {
        opened.delete(name);
        return store.set({});
      }
      failed.add(name);
      write(benchProblem, () => t('bench.failed', { reason: error instanceof Error ? error.message : String(error) }));
    },
  );
  opened.set(name, opening);
}
document.addEventListener('visibilitychange', arrangeBenches);

/** @param {string} bench */
function showBench(bench) {
  if (failed.delete(bench)) opened.delete(bench);
  benchProblem.textContent = '';
  session.set({ bench, playing: false, refusal: null });
}

/** @type {import('./app/benches.js').GoTo} */
async function goTo(fields, { play = false } = {}) {
  const link = new Map(Object.entries(fields).map(([key, value]) => [key, String(value)]));
  for (const name of Object.keys(LAZY)) {
    const own = fieldsOf(link, name);
    if (!own.size) continue;
    await opened.get(name);
    for (const key of fieldsOf(lastLink, name).keys()) lastLink.delete(`${name}.${key}`);
    for (const [key, value] of own) lastLink.set(`${name}.${key}`, value);
    closeBench(name);
  }
  const wanted = link.get('bench');
  if (wanted && benchNames.includes(wanted)) showBench(wanted);
  await session.apply(link);
  arrangeBenches();
  await opened.get(store.state.bench);
  if (play && store.state.bench === 'denoise' && !store.state.playing) session.time.play();
}

/** Empties a bench, which is filled anew when it is shown. @param {string} name */
function closeBench(name) {
  const bench = benchOf(name);
  if (!bench) return;
  if (inSight === bench) inSight = null;
  bench.hide();
  bench.close?.();
  opened.delete(name);
  sectionOf(name).replaceChildren();
}

let linkTimer = 0;
/** Writes the link, soon: what differs from the defaults, and what the link said of benches that are not open. */
function linkChanged() {
  clearTimeout(linkTimer);
  linkTimer = setTimeout(currentLink, LINK_DELAY);
}

/** Writes the link now, and returns it. */
function currentLink() {
  clearTimeout(linkTimer);
  linkTimer = 0;
  if (!store.state.parameters) return location.href;
  const fields = { bench: store.state.bench, ...toLink(store.state), ...sharing.fields() };
  for (const name of Object.keys(LAZY)) {
    const own = benchOf(name)?.link() ?? Object.fromEntries(fieldsOf(lastLink, name));
    for (const [key, value] of Object.entries(own)) Object.assign(fields, { [`${name}.${key}`]: value });
  }
  writeLink(fields);
  sharing.linkWritten();
  return location.href;
}

const sharing = new SharingPanel(store, lastLink, { currentLink, problem: benchProblem, session });
const tabs = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll('[data-bench]')]);
const benchNames = tabs.map((tab) => /** @type {string} */ (tab.dataset.bench));
const shownBenches = sharing.shown(benchNames);
tabs.forEach((tab, i) => {
  tab.onclick = () => showBench(benchNames[i]);
  tab.onkeydown = ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!step) return;
    const next = shownBenches[(shownBenches.indexOf(benchNames[i]) + step + shownBenches.length) % shownBenches.length];
    tabs[benchNames.indexOf(next)].focus();
    showBench(next);
  };
});
const firstBench = lastLink.choice('bench', benchNames) ?? store.state.bench;
store.set({ bench: shownBenches.includes(firstBench) ? firstBench : shownBenches[0] });
// Another link in the same tab; what the page writes itself is no such event.
addEventListener('hashchange', () => {
  if (!location.hash) return;
  clearTimeout(linkTimer);
  linkTimer = 0;
  location.reload();
});
addEventListener('pagehide', () => leave(linkTimer ? currentLink() : null));

const guidance = new Guidance({ store, session, say, changed: linkChanged, goTo }, {
  bench: () => sectionOf(store.state.bench),
  show: (index) => {
    // A lesson and a frame hold to the benches that they show.
    if (shownBenches.includes(benchNames[index]) && !sharing.embedded) showBench(benchNames[index]);
  },
  problem: benchProblem,
  // Not over what somebody sent, nor inside another page.
  invited: !location.hash && !sharing.embedded,
});

// ---- The header ----

onLanguage(document.body, () => {
  status.textContent = '';
  store.set({});
});
const about = /** @type {HTMLDialogElement} */ (find(document, '#about'));
find(document, '#open-about').onclick = () => about.showModal();

/** Moves a tab to the middle of its row, which is wider than a phone. @param {HTMLElement} tab */
function reveal(tab) {
  const row = /** @type {HTMLElement} */ (tab.parentElement);
  const middle = (/** @type {DOMRect} */ { left, width }) => left + width / 2;
  row.scrollLeft += middle(tab.getBoundingClientRect()) - middle(row.getBoundingClientRect());
}

/** @type {import('./client/protocol.js').Card | null} */
let shownCard = null;
let shownResult = '';

store.subscribe((state) => {
  notice.update(state.loading);
  linkNotice.update();
  guidance.update(state);
  for (const tab of tabs) {
    const chosen = tab.dataset.bench === state.bench;
    const fresh = chosen && tab.getAttribute('aria-selected') !== 'true';
    tab.setAttribute('aria-selected', String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    if (fresh) reveal(tab);
  }
  for (const name of benchNames) sectionOf(name).hidden = state.bench !== name;
  ownModel.hidden = !state.ownName;
  ownModel.textContent = t('model.own', { name: state.ownName });
  model.value = state.model;
  model.disabled = ['loading', 'reopening'].includes(state.loading.status);
  modelProblem.textContent = said(state.modelProblem);
  refusal.textContent = said(state.refusal?.text ?? '');
  if (state.bench === 'denoise') {
    draw.update(state);
    spoil.update(state);
    result.update(state);
    transport.update(state);
    restoreSettings.update(state.parameters ? paramsOf(state, state.mode) : undefined, state.settings[state.mode], state.comparing ? state.settingsB[state.mode] : null);
    compare.checked = state.comparing;
  }
  arrangeBenches();
  benchOf(state.bench)?.update(state);
  if (state.card && state.card !== shownCard) {
    shownCard = state.card;
    find(about, '.card').replaceChildren(...cardRows(state.card));
    const { x, h1, h2 } = state.card.architecture;
    write(find(about, '.network-text'), () => t('about.network', { x, h1: grouped(h1), h2 }));
  }
  const last = state.frames.at(-1);
  const finished = last && !state.computing && state.cursor === lastStep(state) && !state.live;
  const text = finished ? t('result.said', { value: (last.logJoint[0] + last.logJoint[1]).toFixed(2) }) : '';
  if (text !== shownResult) say((shownResult = text));
});

store.set({});
session.open();
// The page stands; where its style is missing, the notice of the start says so.
if (!document.documentElement.classList.contains('incomplete')) find(document, '#starting').remove();
