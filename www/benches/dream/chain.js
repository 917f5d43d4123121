// One chain: its last samples as a film strip, and the way of its digit to Denoise.

import { find, make } from '../../ui/dom.js';
import { likeliest, readsAs } from '../../ui/reads.js';
import { drawImage } from '../../plots/pixels.js';
import { t } from '../../strings/strings.js';
import { write } from '../../strings/written.js';

/**
 * @import { Sample } from '../../client/protocol.js'
 * @import { DreamState } from './state.js'
 */

export class ChainPanel {
  /** @param {HTMLElement} root @param {() => void} onSend */
  constructor(root, onSend) {
    this.title = find(root, '#dream-chain-title');
    this.strip = find(root, '#dream-film');
    this.send = /** @type {HTMLButtonElement} */ (find(root, '#dream-send'));
    this.send.onclick = onSend;
    /** @type {Sample[] | null} */
    this.film = null;
  }

  /** @param {DreamState} state */
  update({ chosen, film, frame }) {
    this.title.textContent = t('dream.chain', { number: chosen + 1 });
    this.send.disabled = !frame;
    if (film === this.film) return;
    this.film = film;
    const digits = showFilm(this.strip, film);
    write(this.strip, () =>
      (film.length ? t('dream.film.label', { number: chosen + 1, digits: digits.join(', ') }) : t('dream.film.empty')), 'aria-label');
  }
}

/**
 * Draws samples side by side, what each reads as below.
 * @param {HTMLElement} strip @param {Sample[]} film @returns {(number | string)[]} what they read as
 */
export function showFilm(strip, film) {
  while (strip.childElementCount > film.length) strip.lastElementChild?.remove();
  while (strip.childElementCount < film.length) strip.append(make('figure', {},
    [make('canvas', { className: 'picture' }), make('figcaption')]));
  return film.map(({ picture, reads, blank }, i) => {
    const [canvas, caption] = strip.children[i].children;
    drawImage(/** @type {HTMLCanvasElement} */ (canvas), picture);
    write(caption, () => (blank ? t('dream.blank') : readsAs(reads)));
    return blank ? '–' : likeliest(reads);
  });
}
