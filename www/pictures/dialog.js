// A picture of a digit beside what the network would see of it, with the part that is read and the threshold that parts ink
// from paper.

import { messageOf } from '../app/errors.js';
import { fill, find, make, show } from '../ui/dom.js';
import { drawImage, drawNothing } from '../plots/pixels.js';
import { ACTION } from '../client/protocol.js';
import { Cancelled } from '../client/model-client.js';
import { t } from '../strings/strings.js';
import { Crop } from './crop.js';
import { write } from '../strings/written.js';

const MARKUP = `
  <h2 id="own-title" data-t="own.title"></h2>
  <div class="own-pictures">
    <figure><canvas id="own-source" role="img" data-t-label="own.source.label"></canvas><figcaption
        data-t="own.source"></figcaption></figure>
    <figure><canvas id="own-seen" class="picture" role="img" data-t-label="own.seen.label"></canvas><figcaption
        data-t="own.seen"></figcaption></figure>
  </div>
  <fieldset class="own-crop"><legend data-t="own.crop" data-t-title="own.crop.help"></legend>
    ${['left', 'top', 'right', 'bottom'].map((side) => `<label class="field"><span data-t="own.crop.${side}"></span><input
      type="number" min="0" max="99" step="1"></label>`).join('')}
    <button type="button" data-t="own.crop.whole"></button></fieldset>
  <label class="slider"><span data-t="own.threshold"></span><input type="range" id="own-threshold"
    data-t-title="own.threshold.help" min="0.02" max="0.98" step="0.01"><output></output></label>
  <div class="row">
    <label class="field"><span data-t="own.polarity"></span><select id="own-polarity" data-t-title="own.polarity.help">
      <option value="auto" data-t="own.polarity.auto"></option>
      <option value="dark-on-light" data-t="own.polarity.dark"></option>
      <option value="light-on-dark" data-t="own.polarity.light"></option></select></label>
    <button type="button" id="own-auto" data-t="own.auto"></button>
  </div>
  <p id="own-why" class="why" role="status"></p>
  <form method="dialog" class="row"><button type="button" id="own-use" class="primary" data-t="own.use"></button><button
    data-t="own.cancel"></button></form>
`;
/** What counts as ink is tinted so. */
const TINT = [217, 95, 2];

/** @typedef {import('../client/protocol.js').PictureReading} PictureReading */

export class PictureDialog {
  /** @param {import('../app/session.js').Session} session @param {HTMLElement} problem where refusals are told */
  constructor(session, problem) {
    this.session = session;
    this.problem = problem;
    this.dialog = make('dialog', { id: 'own' });
    this.dialog.setAttribute('aria-labelledby', 'own-title');
    document.body.append(this.dialog);
    fill(this.dialog, MARKUP);
    const canvas = (/** @type {string} */ id) => /** @type {HTMLCanvasElement} */ (find(this.dialog, id));
    this.source = canvas('#own-source');
    this.seen = canvas('#own-seen');
    this.threshold = /** @type {HTMLInputElement} */ (find(this.dialog, '#own-threshold'));
    this.output = find(this.dialog, 'output');
    this.polarity = /** @type {HTMLSelectElement} */ (find(this.dialog, '#own-polarity'));
    this.why = find(this.dialog, '#own-why');
    this.use = /** @type {HTMLButtonElement} */ (find(this.dialog, '#own-use'));
    this.auto = /** @type {HTMLButtonElement} */ (find(this.dialog, '#own-auto'));
    this.crop = new Crop(this.source, find(this.dialog, '.own-crop'), () => this.adjust(null));
    /** @type {Float32Array | null} */
    this.image = null;
    /** The worker that reads files; another where one was lost. @type {Promise<import('../client/model-client.js').ModelClient> | null} */
    this.worker = null;
    this.threshold.oninput = () => this.adjust(Number(this.threshold.value));
    this.polarity.onchange = () => this.adjust(null);
    this.auto.onclick = () => this.adjust(null);
    this.use.onclick = () => {
      this.dialog.close();
      if (this.image) this.session.pick(this.image);
    };
  }

  /** @param {File} file */
  async open(file) {
    write(this.problem, () => t('own.opening'));
    this.polarity.value = 'auto';
    this.crop.whole();
    // The size apart from the file, whose contents are looked at only if that is small enough.
    const picture = await (await this.reader()).request(ACTION.photo, { file, size: file.size, wish: this.wish(null) });
    if (!picture) throw new Error(t('own.hidden'));
    this.problem.textContent = '';
    this.update(picture);
    this.dialog.showModal();
  }

  reader() {
    const lost = () => {
      this.worker = null;
    };
    this.worker ??= this.session.spawn(lost, { model: false }).catch((error) => {
      lost();
      throw error;
    });
    return this.worker;
  }

  /** @param {number | null} threshold null for the automatic one @returns {import('../client/protocol.js').PhotoWish} */
  wish(threshold) {
    return { threshold, polarity: this.polarity.value, edges: this.crop.edges };
  }

  /** @param {number | null} threshold null for the automatic one */
  async adjust(threshold) {
    try {
      this.update(await (await this.reader()).latest(ACTION.photoPart, this.wish(threshold)));
    } catch (error) {
      if (!(error instanceof Cancelled)) this.why.textContent = messageOf(error);
    }
  }

  /** @param {PictureReading} picture */
  update({ width, pixels, ink, image, threshold, lightOnDark, doubts, saved }) {
    this.image = image;
    this.threshold.value = String(threshold);
    this.output.textContent = show(threshold);
    this.use.disabled = image === null;
    this.threshold.disabled = this.auto.disabled = saved;
    write(this.why, () => (!image ? t('own.no-ink') : saved ? t('own.saved') : doubts.map((doubt) => t(`own.doubt.${doubt}`)).join(' ')));
    write(find(this.polarity, '[value=auto]'), () =>
      t('own.polarity.auto', { found: t(lightOnDark ? 'own.polarity.light' : 'own.polarity.dark') }));
    if (image) drawImage(this.seen, image);
    else drawNothing(this.seen);
    for (let i = 0; i < ink.length; i++) {
      const share = 0.75 * ink[i];
      if (share > 0) for (let c = 0; c < 3; c++) pixels[4 * i + c] += share * (TINT[c] - pixels[4 * i + c]);
    }
    this.crop.show(new ImageData(pixels, width));
  }
}
