// Grids of samples, generated and directed; each is a button that sends its digit to the other bench.

import { drawImage } from '../plots/pixels.js';
import { find, make } from './dom.js';
import { likeliest } from './reads.js';

/** @typedef {import('../state.js').State} State */

export class DreamPanel {
  /**
   * @param {HTMLElement} root
   * @param {{ onDream: () => void, onStop: () => void, onDie: () => void, onSeed: (seed: number) => void,
   *           onPrior: (change: Partial<Pick<State, 'prior' | 'digit'>>) => void,
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
    this.digit.append(...['any', ...'0123456789'].map((text) => make('option', { value: text, textContent: text })));
    this.prior.onchange = () => events.onPrior({ prior: /** @type {any} */ (this.prior.value) });
    this.digit.onchange = () => events.onPrior({ digit: this.digit.value === 'any' ? null : Number(this.digit.value) });
    this.start.onclick = events.onDream;
    this.stop.onclick = events.onStop;
    find(root, '#dream-die').onclick = events.onDie;
    this.seed.onchange = () => this.seed.checkValidity() && events.onSeed(Number(this.seed.value));
  }

  /** @param {State} state */
  update({ loading, dream, directed, dreaming, dreamSeed, settings, prior, digit }) {
    this.prior.value = prior;
    this.digit.value = String(digit ?? 'any');
    this.digit.disabled = prior === 'gaussian';
    this.digit.title = prior === 'gaussian' ? 'Only the mixture has components that stand for digits' : '';
    this.reads.textContent = dream?.reads ? `read as ${classCounts(dream.reads)}` : '';
    this.start.disabled = loading.status !== 'ready' || dreaming;
    this.stop.disabled = !dreaming;
    if (document.activeElement !== this.seed) this.seed.value = String(dreamSeed);
    const { n_rounds: rounds, n_steps: steps } = settings.dream;
    this.counter.textContent = !dream
      ? ''
      : dream.round < 0
        ? 'directed samples'
        : rounds === 0
          ? `decoded directly${dreaming ? '' : ' · done'}`
          : `round ${dream.round + 1}/${rounds} · iteration ${dream.iteration}/${steps}${dreaming ? '' : ' · done'}`;
    this.progress.value = dream && rounds * steps ? (Math.max(0, dream.round) * steps + dream.iteration) / (rounds * steps) : 0;
    this.fill(this.generated, dream?.picture ?? null, 'Generated digit');
    // Without rounds both grids would be the same.
    this.directedPanel.hidden = rounds === 0;
    this.fill(this.directed, directed, 'Directed sample');
  }

  /** @param {HTMLElement} grid @param {Float32Array | null} pictures @param {string} name */
  fill(grid, pictures, name) {
    const count = pictures ? pictures.length / 784 : 0;
    const image = (/** @type {number} */ i) => /** @type {Float32Array} */ (pictures).subarray(784 * i, 784 * (i + 1));
    while (grid.childElementCount > count) grid.lastElementChild?.remove();
    for (let i = 0; i < count; i++) {
      let button = /** @type {HTMLButtonElement | undefined} */ (grid.children[i]);
      if (!button) {
        const canvas = make('canvas', { className: 'picture' });
        button = make('button', { type: 'button', title: 'Send to Denoise' }, [canvas]);
        button.setAttribute('aria-label', `${name} ${i + 1}: send to Denoise`);
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
