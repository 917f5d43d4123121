// Time: play, step, reset, and a scrubber over every step that was computed.

import { t } from '../strings.js';
import { find } from './dom.js';

/** @typedef {import('../state.js').State} State */

export class TransportPanel {
  /**
   * @param {HTMLElement} root
   * @param {{ onPlay: () => void, onStep: () => void, onReset: () => void, onScrub: (cursor: number) => void }} events
   */
  constructor(root, events) {
    this.play = /** @type {HTMLButtonElement} */ (find(root, '#play'));
    this.step = /** @type {HTMLButtonElement} */ (find(root, '#step'));
    this.reset = /** @type {HTMLButtonElement} */ (find(root, '#reset'));
    this.scrubber = /** @type {HTMLInputElement} */ (find(root, '#scrubber'));
    this.counter = find(root, '#counter');
    this.speed = /** @type {HTMLSelectElement} */ (find(root, '#speed'));
    this.why = find(root, '#why');
    this.play.onclick = events.onPlay;
    this.step.onclick = events.onStep;
    this.reset.onclick = events.onReset;
    this.scrubber.oninput = () => events.onScrub(Number(this.scrubber.value));
  }

  /** Steps a second. */
  get rate() {
    return Number(this.speed.value);
  }

  /** @param {State} state */
  update(state) {
    const { frames, cursor, playing, mode, settings } = state;
    const why = reasonAgainst(state);
    const verb = t(`mode.${mode}`);
    const last = frames.length - 1;
    this.why.textContent = why;
    this.play.disabled = this.step.disabled = why !== '' || state.loading.status !== 'ready';
    this.reset.disabled = frames.length === 0;
    this.play.textContent = playing ? t('time.pause') : frames.length && cursor < last ? t('time.go-on') : verb;
    this.scrubber.disabled = frames.length === 0;
    this.scrubber.max = String(Math.max(0, last));
    this.scrubber.value = String(cursor);
    const frame = frames[cursor];
    const text = frame
      ? t('time.at', { round: frame.round + 1, rounds: settings[mode].n_rounds, iteration: frame.iteration, iterations: settings[mode].n_steps })
      : t('time.not-started');
    this.counter.textContent = text;
    this.scrubber.setAttribute('aria-valuetext', text);
  }
}

/** Why nothing can be restored now, or an empty text. @param {State} state */
function reasonAgainst({ loading, clean, mode, mask, spoilt }) {
  if (loading.status !== 'ready') return '';
  if (!clean) return t('why.empty');
  const marked = mask ?? spoilt?.mask;
  if (mode === 'inpaint' && marked && !marked.includes(1)) return t('why.no-mask');
  return '';
}
