// Taking along what was learned: as a file, and to the other benches.

import { reasonOf } from '../../app/errors.js';
import { download } from '../../share/files.js';
import { find } from '../../ui/dom.js';
import { ACTION } from '../../client/protocol.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';

/** @typedef {import('./run.js').Run} Run */

export class KeepPanel {
  /**
   * @param {HTMLElement} root @param {import('./learning.js').Learning} learning
   * @param {(finishing: boolean) => void} onFinish what other benches go without begins, and is over
   * @param {(files: import('../../client/protocol.js').ModelFiles) => Promise<void>} onModel opens them for the other benches
   */
  constructor(root, learning, onFinish, onModel) {
    this.learning = learning;
    this.onFinish = onFinish;
    this.onModel = onModel;
    this.said = find(root, '#learn-kept');
    this.handOver = /** @type {HTMLButtonElement} */ (find(root, '#learn-hand-over'));
    this.downloadFile = /** @type {HTMLButtonElement} */ (find(root, '#learn-download'));
    this.downloadImages = /** @type {HTMLButtonElement} */ (find(root, '#learn-download-images'));
    this.file = /** @type {HTMLInputElement} */ (find(root, '#learn-file-checkpoint'));
    this.handOver.onclick = () => this.withRun((run) => this.handModelOver(run));
    this.downloadFile.onclick = () => this.withRun(async (run) => download(await run.team.checkpoint(), 'learned.checkpoint'));
    this.downloadImages.onclick = () => this.withRun(async (run) => {
      const { images, labels } = await run.team.one(ACTION.learnImages, null);
      download(images, 'train-images-idx3-ubyte');
      if (labels) download(labels, 'train-labels-idx1-ubyte');
    });
    this.file.onchange = () => {
      const file = this.file.files?.[0];
      this.file.value = '';
      if (file) this.inTurn(() => this.openFile(file));
    };
  }

  /** @param {() => Promise<void>} work */
  async inTurn(work) {
    this.said.textContent = '';
    try {
      await this.learning.turn(work);
    } catch (error) {
      write(this.said, () => t('learn.failed', { reason: reasonOf(error) }));
    }
  }

  /** Works with the run that is there when its turn has come. @param {(run: Run) => Promise<void>} work */
  withRun(work) {
    return this.inTurn(async () => {
      const { run } = this.learning;
      if (run) await work(run);
    });
  }

  /** @param {Run} run */
  async handModelOver(run) {
    write(this.said, () => t('learn.handing-over'));
    this.onFinish(true);
    try {
      await this.onModel(await run.team.one(ACTION.learnModel, { date: new Date().toISOString().slice(0, 10) }));
    } finally {
      this.onFinish(false);
    }
    const unlabelled = run.opened?.summary.notes.includes('unlabelled');
    write(this.said, () => t(unlabelled ? 'learn.handed-over.unlabelled' : 'learn.handed-over'));
  }

  /** @param {File} file */
  async openFile(file) {
    const { state } = await this.learning.open({ checkpoint: file });
    if (state) write(this.said, () => t('learn.opened', { epoch: state.epoch + 1, batch: state.batch }));
  }

  update() {
    const { busy, run } = this.learning;
    for (const button of [this.handOver, this.downloadFile, this.downloadImages]) button.disabled = busy || !run;
    this.file.disabled = busy;
  }
}
