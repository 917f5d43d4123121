// Time: play, step, reset, and a scrubber over every step that was computed.

import { frameAt, lastStep } from './state.js';
import { t } from '../../strings/strings.js';
import { find } from '../../ui/dom.js';

/** @typedef {import('../../app/state.js').State} State */

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
    const { frames, framesB, cursor, playing, mode, settings, settingsB, comparing } = state.denoise;
    const why = reasonAgainst(state);
    const verb = t(`mode.${mode}`);
    const last = lastStep(state.denoise);
    this.why.textContent = why;
    this.play.disabled = this.step.disabled = why !== '' || state.loading.status !== 'ready';
    this.reset.disabled = frames.length === 0;
    this.play.textContent = playing ? t('time.pause') : frames.length && cursor < last ? t('time.go-on') : verb;
    this.scrubber.disabled = frames.length === 0;
    this.scrubber.max = String(Math.max(0, last));
    this.scrubber.value = String(cursor);
    const at = (/** @type {import('../../client/protocol.js').Frame | undefined} */ frame,
      /** @type {Record<string, number>} */ { n_rounds: rounds, n_steps: iterations }) =>
      frame ? t('time.at', { round: frame.round + 1, rounds, iteration: frame.iteration, iterations }) : t('time.not-started');
    const now = at(frameAt(frames, cursor), settings[mode]);
    const text = comparing && frames.length ? `A ${now}\nB ${at(frameAt(framesB, cursor), settingsB[mode])}` : now;
    this.counter.textContent = text;
    this.scrubber.setAttribute('aria-valuetext', text);
  }
}

/** Why nothing can be restored now, or an empty text. @param {State} state */
function reasonAgainst({ loading, clean, mask, spoilt, denoise: { mode } }) {
  if (loading.status !== 'ready') return '';
  if (!clean) return t('why.empty');
  const marked = mask ?? spoilt?.mask;
  if (mode === 'inpaint' && marked && !marked.includes(1)) return t('why.no-mask');
  return '';
}
