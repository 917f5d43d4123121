// Grids of samples, generated and directed; each is a button that sends its digit to the other bench.

import { find, make } from '../../panels/dom.js';
import { likeliest } from '../../panels/reads.js';
import { drawImage } from '../../plots/pixels.js';
import { t } from '../../strings.js';

/** @typedef {import('./state.js').DreamState} DreamState */

export class DreamPanel {
  /**
   * @param {HTMLElement} root
   * @param {{ onDream: () => void, onStop: () => void, onDie: () => void, onSeed: (seed: number) => void,
   *           onPrior: (prior: DreamState['prior']) => void, onDigit: (digit: number | null) => void,
   *           onPick: (image: Float32Array) => void }} events
   */
  constructor(root, events) {
    this.events = events;
    this.start = /** @type {HTMLButtonElement} */ (find(root, '#dream'));
    this.stop = /** @type {HTMLButtonElement} */ (find(root, '#dream-stop'));
    this.seed = /** @type {HTMLInputElement} */ (find(root, '#dream-seed'));
    this.counter = find(root, '#dream-counter');
    this.progress = /** @type {HTMLProgressElement} */ (find(root, '#dream-progress'));
    this.generated = find(root, '#generated');
    this.directed = find(root, '#directed');
    this.directedPanel = find(root, '.directed');
    this.reads = find(root, '#dream-reads');
    this.prior = /** @type {HTMLSelectElement} */ (find(root, '#dream-prior'));
    this.digit = /** @type {HTMLSelectElement} */ (find(root, '#dream-digit'));
    this.digit.append(...['any', ...'0123456789'].map((value) => make('option', { value, textContent: value === 'any' ? t('dream.digit.any') : value })));
    this.prior.onchange = () => events.onPrior(/** @type {any} */ (this.prior.value));
    this.digit.onchange = () => events.onDigit(this.digit.value === 'any' ? null : Number(this.digit.value));
    this.start.onclick = events.onDream;
    this.stop.onclick = events.onStop;
    find(root, '#dream-die').onclick = events.onDie;
    this.seed.onchange = () => this.seed.checkValidity() && events.onSeed(Number(this.seed.value));
  }

  /** @param {DreamState} state */
  update({ ready, frame, directed, running, seed, settings, prior, digit }) {
    this.prior.value = prior;
    this.digit.value = String(digit ?? 'any');
    this.digit.disabled = prior === 'gaussian';
    this.digit.title = prior === 'gaussian' ? t('dream.digit.why') : '';
    this.reads.textContent = frame?.reads ? t('dream.reads', { counts: classCounts(frame.reads) }) : '';
    this.start.disabled = !ready || running;
    this.stop.disabled = !running;
    if (document.activeElement !== this.seed) this.seed.value = String(seed);
    const { n_rounds: rounds, n_steps: steps } = settings;
    const at = !frame
      ? ''
      : frame.round < 0
        ? t('dream.at.directed')
        : rounds === 0
          ? t('dream.at.decoded')
          : t('time.at', { round: frame.round + 1, rounds, iteration: frame.iteration, iterations: steps });
    this.counter.textContent = frame && frame.round >= 0 && !running ? `${at} · ${t('dream.done')}` : at;
    this.progress.value = frame && rounds * steps ? (Math.max(0, frame.round) * steps + frame.iteration) / (rounds * steps) : 0;
    this.fill(this.generated, frame?.picture ?? null, 'dream.generated.one');
    // Without rounds both grids would be the same.
    this.directedPanel.hidden = rounds === 0;
    this.fill(this.directed, directed, 'dream.directed.one');
  }

  /** @param {HTMLElement} grid @param {Float32Array | null} pictures @param {'dream.generated.one' | 'dream.directed.one'} name */
  fill(grid, pictures, name) {
    const count = pictures ? pictures.length / 784 : 0;
    const image = (/** @type {number} */ i) => /** @type {Float32Array} */ (pictures).subarray(784 * i, 784 * (i + 1));
    while (grid.childElementCount > count) grid.lastElementChild?.remove();
    for (let i = 0; i < count; i++) {
      let button = /** @type {HTMLButtonElement | undefined} */ (grid.children[i]);
      if (!button) {
        const canvas = make('canvas', { className: 'picture' });
        button = make('button', { type: 'button', title: t('dream.send') }, [canvas]);
        button.setAttribute('aria-label', t(name, { number: i + 1 }));
        grid.append(button);
      }
      button.onclick = () => this.events.onPick(image(i).slice());
      drawImage(/** @type {HTMLCanvasElement} */ (button.firstElementChild), image(i));
    }
  }
}

/** How many samples read as each digit. @param {Float32Array} probabilities ten a sample */
function classCounts(probabilities) {
  const counts = new Array(10).fill(0);
  for (let i = 0; i < probabilities.length; i += 10) counts[likeliest(probabilities.subarray(i, i + 10))]++;
  return counts.map((count, digit) => `${digit}: ${count}`).join(', ');
}
