// Where the digits come from: the generator, files of the visitor's own, or drawings.

import { find, make } from '../../panels/dom.js';
import { t } from '../../strings.js';
import { onLanguage } from '../../written.js';
import { keepDrawings, keptDrawings } from './storage.js';

/** @typedef {import('../../protocol.js').LearnSource} LearnSource */

export class SourcePanel {
  /**
   * @param {HTMLElement} root
   * @param {{ digit: () => Float32Array | null, onChange: () => void, onProblem: (problem: import('../../strings.js').Saying) => void }} events `digit` is the drawing under Denoise
   */
  constructor(root, events) {
    this.events = events;
    this.kind = /** @type {HTMLSelectElement} */ (find(root, '#learn-source'));
    this.files = find(root, '#learn-files');
    this.drawings = find(root, '#learn-drawings');
    this.images = /** @type {HTMLInputElement} */ (find(root, '#learn-file-images'));
    this.labels = /** @type {HTMLInputElement} */ (find(root, '#learn-file-labels'));
    this.label = /** @type {HTMLSelectElement} */ (find(root, '#learn-drawing-label'));
    this.count = find(root, '#learn-drawings-count');
    /** @type {{ image: Float32Array, label: number }[]} */
    this.drawn = [];
    this.label.append(...[...'0123456789'].map((value) => make('option', { value, textContent: value })));
    this.kind.onchange = () => this.changed();
    this.images.onchange = this.labels.onchange = () => this.changed();
    onLanguage(this.drawings, () => this.show());
    find(root, '#learn-add-drawing').onclick = () => this.add();
    find(root, '#learn-clear-drawings').onclick = () => this.setDrawn([]);
    keptDrawings().then((kept) => {
      if (kept) this.drawn = Array.from(kept.labels, (label, i) => ({ image: kept.values.slice(784 * i, 784 * (i + 1)), label }));
      this.show();
    }, () => {});
    this.show();
  }

  changed() {
    this.show();
    this.events.onChange();
  }

  /** @param {boolean} locked */
  update(locked) {
    for (const control of [this.kind, this.images, this.labels]) control.disabled = locked;
  }

  show() {
    this.files.hidden = this.kind.value !== 'idx';
    this.drawings.hidden = this.kind.value !== 'drawn';
    const counts = Array(10).fill(0);
    for (const { label } of this.drawn) counts[label]++;
    const digits = counts.flatMap((count, digit) => (count ? [`${digit}: ${count}`] : [])).join(', ');
    this.count.textContent = this.drawn.length ? t('learn.drawings.count', { count: this.drawn.length, digits }) : t('learn.drawings.none');
  }

  add() {
    const image = this.events.digit();
    if (!image) return this.events.onProblem(() => t('learn.drawings.empty'));
    this.setDrawn([...this.drawn, { image: image.slice(), label: Number(this.label.value) }]);
    this.label.value = String((Number(this.label.value) + 1) % 10);
  }

  /** @param {SourcePanel['drawn']} drawn */
  setDrawn(drawn) {
    this.drawn = drawn;
    keepDrawings(this.asArrays()).catch(() => {});
    this.changed();
  }

  asArrays() {
    const values = new Float32Array(784 * this.drawn.length);
    this.drawn.forEach(({ image }, i) => values.set(image, 784 * i));
    return { values, labels: Uint8Array.from(this.drawn, ({ label }) => label) };
  }

  /** What is chosen, read from files where it must be; an error says what is missing. @param {number} count @param {number} seed @returns {Promise<LearnSource>} */
  async source(count, seed) {
    if (this.kind.value === 'synthetic') return { kind: 'synthetic', count, seed };
    if (this.kind.value === 'drawn') {
      if (!this.drawn.length) throw new Error(t('learn.drawings.none'));
      return { kind: 'drawn', count, ...this.asArrays() };
    }
    const [images, labels] = [this.images.files?.[0], this.labels.files?.[0]];
    if (!images) throw new Error(t('learn.files.missing'));
    const bytes = async (/** @type {File} */ file) => new Uint8Array(await file.arrayBuffer());
    return { kind: 'idx', count, name: images.name, images: await bytes(images), labels: labels ? await bytes(labels) : null };
  }
}
