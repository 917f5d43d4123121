// The composition root: makes the store, the worker's client and the panels, and joins them.

import { Benches } from './benches.js';
import { DrawPanel } from './panels/draw.js';
import { DreamPanel } from './panels/dream.js';
import { find, make } from './panels/dom.js';
import { NoticePanel } from './panels/notice.js';
import { ResultPanel } from './panels/result.js';
import { ResultsPanel } from './panels/results.js';
import { SettingsPanel } from './panels/settings.js';
import { SpoilPanel } from './panels/spoil.js';
import { TransportPanel } from './panels/transport.js';
import { initialState, paramsOf } from './state.js';
import { Store } from './store.js';

/** Polite messages come at most this often, in milliseconds. */
const STATUS_INTERVAL = 2000;

const store = new Store(initialState());
const benches = new Benches(store, () => transport.rate);
const denoise = find(document, '#bench-denoise');
const dreamBench = find(document, '#bench-dream');
const resultsBench = find(document, '#bench-results');

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

const draw = new DrawPanel(find(denoise, '.draw'), { onInk: (ink) => benches.setInk(ink), onExample: (digit) => benches.example(digit), say });
const spoil = new SpoilPanel(denoise, {
  onCorruption: (change) => benches.setCorruption(change),
  onDie: () => benches.throwDie('corruption'),
  onMode: (mode) => benches.setMode(mode),
  onStart: (start) => benches.setStart(start),
  onMask: (mask) => benches.setMask(mask),
});
const result = new ResultPanel(denoise);
const transport = new TransportPanel(find(denoise, '.transport'), {
  onPlay: () => {
    benches.play();
    // On a phone the result lies below the canvas.
    if (store.state.playing && matchMedia('(max-width: 999px)').matches) find(denoise, '.result').scrollIntoView({ block: 'start' });
  },
  onStep: () => benches.step(),
  onReset: () => benches.reset(),
  onScrub: (cursor) => benches.scrub(cursor),
});
const restoreSettings = new SettingsPanel(denoise, '#denoise-settings', (name, value) => benches.setSetting(store.state.mode, name, value));
const dreamSettings = new SettingsPanel(dreamBench, '#dream-settings', (name, value) => benches.setSetting('dream', name, value));
const dream = new DreamPanel(dreamBench, {
  onDream: () => benches.dream(),
  onStop: () => benches.stopDream(),
  onDie: () => benches.throwDie('dream'),
  onSeed: (seed) => benches.setDreamSeed(seed),
  onPrior: (change) => benches.setPrior(change),
  onPick: (image) => benches.pick(image),
});
const results = new ResultsPanel(resultsBench);
const model = /** @type {HTMLSelectElement} */ (find(document, '#model'));
model.onchange = () => benches.setModel(/** @type {any} */ (model.value));
const modelProblem = find(document, '#model-problem');
const notice = new NoticePanel(find(document, '#notice'), () => benches.open());

const tabs = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll('[data-bench]')]);
tabs.forEach((tab, i) => {
  tab.onclick = () => benches.show(/** @type {any} */ (tab.dataset.bench));
  tab.onkeydown = ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!step) return;
    const next = tabs[(i + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  };
});

const copy = find(document, '#copy-link');
copy.onclick = async () => {
  await navigator.clipboard.writeText(location.href).then(() => (copy.textContent = 'Copied'), () => (copy.textContent = 'Copy it from the address bar'));
  setTimeout(() => (copy.textContent = 'Copy link'), STATUS_INTERVAL);
};
const about = /** @type {HTMLDialogElement} */ (find(document, '#about'));
find(document, '#open-about').onclick = () => about.showModal();

/** @param {import('./protocol.js').Card} card */
function cardRows({ architecture, epochs_done: epochs, seed, data, date, precision, command, results }) {
  const rows = [
    ['Units', `${architecture.x} – ${architecture.h1} – ${architecture.h2}`],
    ['Trained on', `${data}, ${epochs} epochs, seed ${seed}, ${date}`],
    ['Weights', precision === 'i8' ? '8 bits each, one scale a unit' : precision],
    ['Command', command],
    ...Object.entries(results).map(([name, value]) => [name, value.toFixed(2)]),
  ];
  return rows.flatMap(([term, text]) => [make('dt', { textContent: term }), make('dd', { textContent: text })]);
}

/** @type {import('./protocol.js').Card | null} */
let shownCard = null;
let shownResult = '';
let shownBench = '';

store.subscribe((state) => {
  notice.update(state.loading);
  for (const tab of tabs) {
    const chosen = tab.dataset.bench === state.bench;
    tab.setAttribute('aria-selected', String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  denoise.hidden = state.bench !== 'denoise';
  dreamBench.hidden = state.bench !== 'dream';
  resultsBench.hidden = state.bench !== 'results';
  model.value = state.model;
  model.disabled = state.loading.status !== 'ready';
  modelProblem.textContent = state.modelProblem;
  if (state.bench === 'denoise') {
    draw.update(state);
    spoil.update(state);
    result.update(state);
    transport.update(state);
    restoreSettings.update(state.parameters ? paramsOf(state, state.mode) : undefined, state.settings[state.mode]);
  } else if (state.bench === 'dream') {
    dream.update(state);
    dreamSettings.update(state.parameters ? paramsOf(state, 'dream') : undefined, state.settings.dream);
  }
  if (state.bench === 'results' && shownBench !== 'results') results.update();
  shownBench = state.bench;
  if (state.card && state.card !== shownCard) {
    shownCard = state.card;
    for (const list of document.querySelectorAll('.card')) list.replaceChildren(...cardRows(state.card));
  }
  const last = state.frames.at(-1);
  const finished = last && !state.computing && state.cursor === state.frames.length - 1;
  const text = finished ? `restored; log p(x,h) is ${(last.logJoint[0] + last.logJoint[1]).toFixed(2)}` : '';
  if (text !== shownResult) say((shownResult = text));
});

store.set({});
benches.open();
