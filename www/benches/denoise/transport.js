// Time: play, step, reset, and a scrubber over every step that was computed.

import { frameAt, lastStep, wayOf } from './state.js';
import { t } from '../../strings/strings.js';
import { find } from '../../ui/dom.js';

/** @typedef {import('../../app/state.js').State} State */
/** @typedef {import('../../client/protocol.js').Frame} Frame */

/** So many iterations are shown in the time of one round of the restorer, which does far more. */
const ITERATIONS_A_ROUND = 16;

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

  /** Steps a second. @param {import('./state.js').Mode} mode */
  rate(mode) {
    return Number(this.speed.value) / (wayOf(mode).restorer ? ITERATIONS_A_ROUND : 1);
  }

  /** @param {State} state */
  update(state) {
    const { frames, framesB, cursor, playing, mode, settings, settingsB, comparing } = state.denoise;
    const why = reasonAgainst(state);
    const last = lastStep(state.denoise);
    this.why.textContent = why;
    // An empty canvas is an invitation; a mask without pixels is a mistake.
    this.why.className = state.clean ? 'why' : 'help';
    this.play.disabled = this.step.disabled = why !== '' || state.loading.status !== 'ready';
    this.reset.disabled = frames.length === 0;
    this.play.textContent = playing ? t('time.pause') : frames.length && cursor < last ? t('time.go-on') : t('time.restore');
    this.scrubber.disabled = frames.length === 0;
    this.scrubber.max = String(Math.max(0, last));
    this.scrubber.value = String(cursor);
    const now = placeOf(frameAt(frames, cursor), settings[mode]);
    const text = comparing && frames.length ? `A ${now}\nB ${placeOf(frameAt(framesB, cursor), settingsB[mode])}` : now;
    this.counter.textContent = text;
    this.scrubber.setAttribute('aria-valuetext', text);
  }
}

/** Where in time a frame is. @param {Frame | undefined} frame @param {Record<string, number>} settings */
function placeOf(frame, { rounds, n_rounds: ofInference, n_steps: iterations }) {
  if (!frame) return t('time.not-started');
  const { round, iteration, noise } = frame;
  if (!noise) return t('time.at', { round: round + 1, rounds: ofInference, iteration, iterations });
  return round === 0 ? t('time.first-pass', { rounds }) : t('time.round', { round, rounds });
}

/** Why nothing can be restored now, or an empty text. @param {State} state */
function reasonAgainst({ loading, clean, mask, spoilt, denoise: { mode } }) {
  if (loading.status !== 'ready') return '';
  if (!clean) return t('draw.first');
  const marked = mask ?? spoilt?.mask;
  if (wayOf(mode).told && marked && !marked.includes(1)) return t('why.no-mask');
  return '';
}
