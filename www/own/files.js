// What the visitor's own files are, and where they go: pictures of digits to the dialog that makes pixels of them, models
// to the session.

import { t } from '../strings.js';
import { PictureDialog } from './dialog.js';

/** Largest model file that is opened, in bytes: the largest network that fits has less. */
const MAX_MODEL_BYTES = 256 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

const isModel = (/** @type {File} */ { name }) => /\.(safetensors|checkpoint)$/i.test(name);
const isMixture = (/** @type {File} */ { name }) => /\.mixture\.safetensors$/i.test(name);

export class OwnFiles {
  /** @param {import('../session.js').Session} session @param {HTMLElement} problem where refusals are told */
  constructor(session, problem) {
    this.session = session;
    this.dialog = new PictureDialog(session, problem);
  }

  /** Opens the first picture, or a model with its mixture. @param {File[]} files */
  async open(files) {
    const models = files.filter(isModel);
    if (models.length) return this.openModel(models);
    this.session.set({ bench: 'denoise' });
    return this.dialog.open(files[0]);
  }

  /** @param {File[]} files */
  async openModel(files) {
    const refuse = (/** @type {import('../strings.js').Saying} */ modelProblem) => this.session.set({ modelProblem });
    const model = files.find((file) => !isMixture(file));
    const mixture = files.find(isMixture);
    const large = files.find(({ size }) => size > MAX_MODEL_BYTES);
    if (large) return refuse(() => t('own.model.large', { name: large.name, found: Math.round(large.size / MEBIBYTE), most: MAX_MODEL_BYTES / MEBIBYTE }));
    if (!model) return refuse(() => t('own.model.mixture-alone', { name: /** @type {File} */ (mixture).name }));
    try {
      const source = { bytes: await bytesOf(model), ...(mixture && { mixture: { bytes: await bytesOf(mixture) } }) };
      await this.session.openOwnModel(model.name, source);
    } catch (error) {
      refuse(() => t('own.model.unreadable', { name: model.name, reason: error instanceof Error ? error.message : String(error) }));
    }
  }
}

/** @param {File} file */
const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());
