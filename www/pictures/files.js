// What the visitor's own files are, by what is in them, and where they go: pictures of digits to the dialog that makes pixels of
// them, models to the session, digits to learn from and unfinished trainings to the learn bench.

import { messageOf } from '../app/errors.js';
import { ACTION } from '../client/protocol.js';
import { t } from '../strings/strings.js';
import { PictureDialog } from './dialog.js';
import { giveCheckpoint, giveImages } from './hand-over.js';

/** Largest model file that is opened, in bytes: the largest network that fits has less. */
const MAX_MODEL_BYTES = 256 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

/** @typedef {import('../client/protocol.js').FileKind & { file: File }} Told */

export class VisitorFiles {
  /**
   * @param {import('../app/session.js').Session} session
   * @param {{ problem: HTMLElement, goTo: import('../app/benches.js').GoTo }} page where refusals of pictures are told; how a bench is
   *   shown
   */
  constructor(session, { problem, goTo }) {
    this.session = session;
    this.goTo = goTo;
    this.dialog = new PictureDialog(session, problem);
  }

  /**
   * Opens a model with its mixture and its restorer, digits to learn from, a training, or the first picture.
   * @param {File[]} files @param {boolean} asModel whether they were chosen as one
   */
  async open(files, asModel) {
    const told = await Promise.all(files.map((file) => this.tell(file, asModel)));
    const of = (/** @type {Told['kind'][]} */ ...kinds) => told.filter(({ kind }) => kinds.includes(kind));
    const models = of('model', 'mixture', 'restorer');
    if (models.length) return this.openModel(models);
    if (of('images').length) return this.learn(() => giveImages(told));
    const [checkpoint] = of('checkpoint');
    if (checkpoint) return this.learn(() => giveCheckpoint(checkpoint));
    const [labels] = of('labels');
    if (labels) throw new Error(t('own.labels-alone', { name: labels.file.name }));
    this.session.set({ bench: 'denoise' });
    return this.dialog.open(files.find(({ type }) => type.startsWith('image/')) ?? files[0]);
  }

  /** @param {File} file @param {boolean} asModel @returns {Promise<Told>} */
  async tell(file, asModel) {
    const client = await this.dialog.reader();
    const { kind, count } = await client.request(ACTION.fileKind, { file, size: file.size }).catch((error) => {
      throw new Error(t('own.unreadable', { name: file.name, reason: messageOf(error) }));
    });
    // What is damaged is refused as what it was meant to be.
    const meant = (asModel && ['other', 'checkpoint'].includes(kind))
      || (kind === 'other' && /\.(safetensors|checkpoint)\b/i.test(file.name));
    return { file, count, kind: meant ? 'model' : kind };
  }

  /** @param {() => void} give */
  async learn(give) {
    await this.goTo({ bench: 'learn' });
    give();
  }

  /** @param {Told[]} told at least one model, mixture or restorer */
  async openModel(told) {
    const refuse = (/** @type {import('../strings/strings.js').Saying} */ modelProblem) => this.session.set({ modelProblem });
    const of = (/** @type {Told['kind']} */ wanted) => told.filter(({ kind }) => kind === wanted).map(({ file }) => file);
    const [models, mixtures, restorers] = [of('model'), of('mixture'), of('restorer')];
    const names = (/** @type {File[]} */ files) => files.map(({ name }) => name).join(', ');
    const large = [...models, ...mixtures, ...restorers].find(({ size }) => size > MAX_MODEL_BYTES);
    if (large) {
      return refuse(() => t('own.model.large', { name: large.name, found: Math.round(large.size / MEBIBYTE),
        most: MAX_MODEL_BYTES / MEBIBYTE }));
    }
    if (models.length > 1) return refuse(() => t('own.model.several', { names: names(models) }));
    const many = [mixtures, restorers].find(({ length }) => length > 1);
    if (many) return refuse(() => t('own.model.several-companions', { names: names(many) }));
    const [[model], [mixture], [restorer]] = [models, mixtures, restorers];
    if (!model) return refuse(() => t('own.model.companion-alone', { name: (mixture ?? restorer).name }));
    try {
      const source = { bytes: await bytesOf(model), ...(mixture && { mixture: { bytes: await bytesOf(mixture) } }),
        ...(restorer && { restorer: { bytes: await bytesOf(restorer) } }) };
      await this.session.openModelFile(model.name, source);
    } catch (error) {
      refuse(() => t('own.model.unreadable', { name: model.name, reason: messageOf(error) }));
    }
  }
}

/** @param {File} file */
const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());
