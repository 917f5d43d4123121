// From one digit to another, through h2 and through the pixels.

import { imageAt, PIXELS } from '../../client/pixels.js';
import { find } from '../../ui/dom.js';
import { beginWith } from '../../ui/menus.js';
import { ACTION } from '../../client/protocol.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { showFilm } from './chain.js';

/**
 * @import { Session } from '../../app/session.js'
 * @import { DreamState } from './state.js'
 */

const PICTURES = 9;
/** Milliseconds between two looks at a chain that runs. */
const INTERVAL = 1000;

export class MorphPanel {
  /** @param {HTMLElement} root @param {Session} session @param {(source: string) => Float32Array | null} image of a choice */
  constructor(root, session, image) {
    this.session = session;
    this.image = image;
    this.from = /** @type {HTMLSelectElement} */ (find(root, '#dream-morph-from'));
    this.to = /** @type {HTMLSelectElement} */ (find(root, '#dream-morph-to'));
    beginWith(this.to, 'chain');
    this.rows = { h2: find(root, '#dream-morph-h2'), pixels: find(root, '#dream-morph-pixels') };
    this.from.onchange = this.to.onchange = () => this.morph();
    find(root, '#dream-morph-go').onclick = () => this.morph();
    /** What the pictures in the rows were made of. @type {unknown[]} */
    this.shown = [];
    this.due = 0;
  }

  /** Morphs anew when the digit of Denoise, the chosen chain or the model is another. @param {DreamState} state */
  update({ frame, chosen, playing }) {
    if (!frame) return;
    const withChain = [this.from.value, this.to.value].includes('chain');
    const still = [this.image('drawing'), this.session.state.card, withChain && chosen];
    const chain = withChain && frame;
    const differs = [...still, chain].map((part, i) => part !== this.shown[i]);
    if (!differs.includes(true)) return;
    // A chain that runs is looked at now and then, so that it need not wait.
    if (playing && !differs.slice(0, still.length).includes(true) && performance.now() < this.due) return;
    this.shown = [...still, chain];
    this.due = performance.now() + INTERVAL;
    this.morph();
  }

  async morph() {
    const [from, to] = [this.image(this.from.value), this.image(this.to.value)];
    if (!from || !to) {
      write(this.rows.h2, () => t('why.empty'));
      this.rows.pixels.replaceChildren();
      return;
    }
    const found = await this.session.ask(ACTION.dreamMorph, { from, to, count: PICTURES });
    if (!found) return;
    this.show(this.rows.h2, 'dream.morph.h2.label', found.throughH2, found.h2Reads);
    this.show(this.rows.pixels, 'dream.morph.pixels.label', found.throughPixels, found.pixelReads);
  }

  /**
   * @param {HTMLElement} row @param {'dream.morph.h2.label' | 'dream.morph.pixels.label'} label @param {Float32Array} pictures
   * @param {Float32Array} reads
   */
  show(row, label, pictures, reads) {
    const film = Array.from({ length: pictures.length / PIXELS }, (_, i) => ({
      picture: imageAt(pictures, i),
      reads: reads.subarray(10 * i, 10 * (i + 1)),
    }));
    if (!row.firstElementChild) row.textContent = '';
    const digits = showFilm(row, film).join(', ');
    write(row, () => t(label, { digits }), 'aria-label');
  }
}
