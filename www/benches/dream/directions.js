// Sliders on the strongest directions of h2.

import { percent } from '../../strings/numbers.js';
import { find, make, show } from '../../ui/dom.js';
import { beginWith } from '../../ui/menus.js';
import { readsAs } from '../../ui/reads.js';
import { ACTION } from '../../client/protocol.js';
import { drawImage } from '../../plots/pixels.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';

export class DirectionsPanel {
  /**
   * @param {HTMLElement} root @param {import('../../app/benches.js').Context} context
   * @param {import('../../client/protocol.js').DreamTables} tables
   * @param {(source: string) => Float32Array | null} image of a choice @param {(amounts: number[]) => void} onChange
   */
  constructor(root, context, { directions, direction_amount: amount }, image, onChange) {
    this.session = context.session;
    this.image = image;
    this.picture = /** @type {HTMLCanvasElement} */ (find(root, '#dream-along-picture'));
    this.reads = find(root, '#dream-along-reads');
    this.base = /** @type {HTMLSelectElement} */ (find(root, '#dream-along-base'));
    this.sliders = Array.from({ length: directions.default }, (_, i) => {
      const name = make('span', { textContent: () => t('dream.direction', { number: i + 1 }) });
      const output = make('output');
      const input = make('input', { type: 'range', min: String(amount.min), max: String(amount.max), step: '0.1' });
      input.oninput = () => onChange(this.sliders.map((slider) => Number(slider.input.value)));
      find(root, '#dream-along-sliders').append(make('label', { className: 'slider' }, [name, input, output]));
      return { name, input, output };
    });
    find(root, '#dream-along-reset').onclick = () => onChange(this.sliders.map(() => 0));
    beginWith(this.base, 'drawing');
    this.base.onchange = () => this.draw();
    /** Before the first frame there is nothing to move along. @type {number[] | null} */
    this.amounts = null;
    /** The frame that was there when the picture was asked for. @type {import('../../client/protocol.js').ChainFrame | null} */
    this.frame = null;
    /** That frame, while the mixture could not be had. @type {import('../../client/protocol.js').ChainFrame | null} */
    this.waiting = null;
    /** The digit of Denoise then. @type {Float32Array | null} */
    this.digit = null;
    this.card = context.store.state.card;
    this.state = context.store.state;
  }

  /** @param {import('./state.js').DreamState} state */
  update({ amounts, frame, prior }) {
    if (!frame) return;
    // Chains that have started from the mixture since show that it is there now.
    const again = this.waiting !== null && prior === 'mixture' && frame !== this.waiting;
    const digit = this.image('drawing');
    if (amounts === this.amounts && this.card === this.state.card && digit === this.digit && !again) return;
    this.digit = digit;
    this.waiting = null;
    this.frame = frame;
    this.card = this.state.card;
    this.amounts = amounts;
    this.sliders.forEach(({ input, output }, i) => {
      input.value = String(amounts[i]);
      output.textContent = show(amounts[i]);
    });
    this.draw();
  }

  async draw() {
    if (!this.amounts) return;
    if (!(await this.session.need('mixture'))) {
      this.waiting = this.frame;
      return;
    }
    // Without a digit, from the middle.
    const base = this.base.value === 'mean' ? null : this.image(this.base.value);
    const found = await this.session.ask(ACTION.dreamDirections, { base, amounts: this.amounts });
    if (!found) return;
    drawImage(this.picture, found.picture);
    const text = () => t('dream.along.reads', { reads: readsAs(found.reads) });
    write(this.reads, text);
    write(this.picture, text, 'aria-label');
    this.sliders.forEach(({ name, input }, i) => {
      // A small h2 has fewer directions.
      input.disabled = i >= found.shares.length;
      const values = { number: i + 1, percent: percent(found.shares[i]) };
      write(name, () => t(input.disabled ? 'dream.direction' : 'dream.direction.share', values));
    });
  }
}
