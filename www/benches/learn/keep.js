// Keeping what was learned: on this device, as a file, and for the other benches.

import { find } from '../../panels/dom.js';
import { ACTION } from '../../protocol.js';
import { t } from '../../strings.js';
import { write } from '../../written.js';
import * as storage from './storage.js';

/** @typedef {import('./storage.js').Kept} Kept */

/** Milliseconds between two checkpoints while learning goes on. */
const INTERVAL = 15_000;

export class KeepPanel {
  /**
   * @param {HTMLElement} root
   * @param {{ run: () => import('./run.js').Run | null, pause: () => Promise<void>, onOpen: (checkpoint: Uint8Array, kept?: Kept) => Promise<boolean>,
   *           onModel: (files: import('../../protocol.js').ModelFiles) => Promise<void> }} events
   */
  constructor(root, events) {
    this.events = events;
    this.stored = find(root, '#learn-stored');
    this.said = find(root, '#learn-kept');
    this.restore = /** @type {HTMLButtonElement} */ (find(root, '#learn-restore'));
    this.forget = /** @type {HTMLButtonElement} */ (find(root, '#learn-forget'));
    this.handOver = /** @type {HTMLButtonElement} */ (find(root, '#learn-hand-over'));
    this.downloadFile = /** @type {HTMLButtonElement} */ (find(root, '#learn-download'));
    this.downloadImages = /** @type {HTMLButtonElement} */ (find(root, '#learn-download-images'));
    this.file = /** @type {HTMLInputElement} */ (find(root, '#learn-file-checkpoint'));
    /** The last state that was good. @type {Kept & { steps: number, sizes: string } | null} */
    this.kept = null;
    this.busy = false;
    this.savedAt = 0;
    this.restore.onclick = () => this.kept && this.whileBusy(() => this.events.onOpen(/** @type {Kept} */ (this.kept).checkpoint, /** @type {Kept} */ (this.kept)));
    this.forget.onclick = () => this.whileBusy(() => this.forgetAll());
    this.handOver.onclick = () => this.whileBusy(() => this.handModelOver());
    this.downloadFile.onclick = () => this.whileBusy(async () => save(await this.checkpoint(), 'learned.checkpoint'));
    this.downloadImages.onclick = () => this.whileBusy(async () => {
      const { images, labels } = await this.ask(ACTION.learnImages);
      save(images, 'train-images-idx3-ubyte');
      if (labels) save(labels, 'train-labels-idx1-ubyte');
    });
    this.file.onchange = () => this.whileBusy(() => this.openFile());
    storage.kept().then((kept) => {
      if (kept && !this.kept) this.kept = /** @type {any} */ (kept);
      this.update();
    }, (error) => this.problem(error));
  }

  /** @param {() => Promise<any>} work */
  async whileBusy(work) {
    if (this.busy) return;
    this.busy = true;
    this.update();
    try {
      await this.events.pause();
      await work();
    } catch (error) {
      write(this.said, () => t('learn.failed', { reason: error instanceof Error ? error.message : String(error) }));
    }
    this.busy = false;
    this.update();
  }

  /** @param {string} action @param {any} [payload] */
  ask(action, payload) {
    return /** @type {import('./run.js').Run} */ (this.events.run()).team.one(action, payload);
  }

  checkpoint() {
    return /** @type {import('./run.js').Run} */ (this.events.run()).team.checkpoint();
  }

  /** Stores the network on this device if it is time to. @param {number} now */
  async save(now) {
    const run = this.events.run();
    if (now - this.savedAt < INTERVAL || !run?.source || !run.state || !run.opened) return;
    const { h1_units: h1, h2_units: h2 } = run.opened.settings;
    this.savedAt = performance.now();
    const kept = { checkpoint: await run.team.checkpoint(), source: run.source, history: run.history.slice(), saved: new Date().toLocaleString(), steps: run.state.steps, sizes: `784-${h1}-${h2}` };
    this.kept = kept;
    await storage.keep(kept).then(() => this.update(), (error) => this.problem(error));
  }

  /** @param {unknown} error */
  problem(error) {
    write(this.stored, () => t('learn.stored.problem', { reason: error instanceof Error ? error.message || error.name : String(error) }));
    this.refused = true;
  }

  async forgetAll() {
    await storage.forget();
    this.kept = null;
    this.said.textContent = '';
  }

  async handModelOver() {
    write(this.said, () => t('learn.handing-over'));
    const files = await this.ask(ACTION.learnModel, { date: new Date().toISOString().slice(0, 10) });
    await this.events.onModel(files);
    const unlabelled = this.events.run()?.opened?.summary.notes.includes('unlabelled');
    write(this.said, () => t(unlabelled ? 'learn.handed-over.unlabelled' : 'learn.handed-over'));
  }

  async openFile() {
    const file = this.file.files?.[0];
    this.file.value = '';
    if (!file) return;
    this.said.textContent = '';
    if (!(await this.events.onOpen(new Uint8Array(await file.arrayBuffer())))) return;
    const state = this.events.run()?.state;
    if (state) write(this.said, () => t('learn.opened', { epoch: state.epoch + 1, batch: state.batch }));
  }

  /** Offers the last good state after learning has come to a bad end. */
  offerGoBack() {
    this.goBack = true;
    this.update();
  }

  clearGoBack() {
    this.goBack = false;
    this.update();
  }

  update() {
    const run = this.events.run();
    const free = !this.busy && !run?.running;
    for (const button of [this.handOver, this.downloadFile, this.downloadImages]) button.disabled = this.busy || !run;
    this.file.disabled = this.busy;
    const { kept } = this;
    if (!this.refused) this.stored.textContent = kept ? t('learn.stored', { sizes: kept.sizes, steps: kept.steps, saved: kept.saved }) : t('learn.stored.none');
    this.restore.hidden = !kept || !(run === null || this.goBack);
    this.restore.disabled = this.forget.disabled = !free;
    this.restore.textContent = kept && this.goBack ? t('learn.back', { steps: kept.steps }) : t('learn.restore');
    this.forget.hidden = !kept;
  }
}

/** @param {Uint8Array} bytes @param {string} name */
function save(bytes, name) {
  const url = URL.createObjectURL(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], { type: 'application/octet-stream' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
