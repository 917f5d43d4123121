// The dialog that saves a picture, a grid of them, or the numbers of a chart.

import { fill, find, make } from '../ui/dom.js';
import { numbersOf } from '../plots/numbers.js';
import { pixelsOf, readsBack } from '../plots/painted.js';
import { ACTION } from '../client/protocol.js';
import { t } from '../strings/strings.js';
import { onLanguage } from '../strings/written.js';
import { download, fileName, onGround, sheetOf, toCsv, toJson, toPng } from './files.js';

const MARKUP = `
<h2 id="save-title"></h2>
<label class="field save-size"><span data-t="save.size"></span><select></select></label>
<div class="row save-kinds"></div>
<p class="why" role="status"></p>
<form method="dialog"><button data-t="page.close"></button></form>
`;
/** Sizes of a picture, in pixels of the file for one value. */
const TIMES = [1, 10, 20, 40];
const USUAL_TIMES = 20;

export class SaveDialog {
  /** @param {import('../app/session.js').Session} session starts the worker that writes pictures */
  constructor(session) {
    this.session = session;
    this.dialog = document.body.appendChild(make('dialog', { className: 'save-dialog' }));
    this.dialog.setAttribute('aria-labelledby', 'save-title');
    fill(this.dialog, MARKUP);
    this.title = find(this.dialog, 'h2');
    this.sizes = find(this.dialog, '.save-size');
    this.size = /** @type {HTMLSelectElement} */ (find(this.dialog, 'select'));
    this.kinds = find(this.dialog, '.save-kinds');
    this.problem = find(this.dialog, '.why');
    // It is called what the page calls it, which it writes with the next frame.
    onLanguage(this.dialog, () =>
      requestAnimationFrame(() => this.dialog.open && this.offers(/** @type {HTMLElement} */ (this.target), Number(this.size.value))));
  }

  /** @param {HTMLElement} target a picture, a chart or a grid */
  open(target) {
    /** What is to be saved. */
    this.target = target;
    this.offers(target, USUAL_TIMES);
    this.dialog.showModal();
  }

  /** @param {HTMLElement} target @param {number} chosen size of a picture */
  offers(target, chosen) {
    // What follows a semicolon is for those who hear the page.
    const [name] = (target.getAttribute('aria-label') ?? '').split(';');
    this.title.textContent = t('save.one', { name });
    this.problem.textContent = '';
    const chart = target.classList.contains('plot');
    const pixels = chart ? null : target instanceof HTMLCanvasElement ? pixelsOf(target) : sheetOfGrid(target);
    this.sizes.hidden = pixels === null;
    if (pixels) {
      this.size.replaceChildren(...TIMES.map((times) => make('option', { value: String(times),
        textContent: t('save.pixels', { width: pixels.width * times, height: pixels.height * times }) })));
      this.size.value = String(chosen);
    }
    // A chart of which nothing has been drawn yet has none.
    const canvas = target instanceof HTMLCanvasElement ? target : target.querySelector('canvas');
    const png = pixels ? () => this.pictureFile(pixels) : canvas && (() => drawnFile(canvas));
    /** @type {HTMLElement[]} */
    const offers = png ? [this.offer('PNG', async () => download(await png(), fileName(name, 'png')))] : [];
    const numbers = target instanceof HTMLCanvasElement || chart ? numbersOf(target) : null;
    if (numbers?.rows.length) offers.push(...this.numberOffers(numbers, name, ''));
    // A chart may show a part of what its table holds.
    if (chart) {
      for (const table of target.closest('.panel')?.querySelectorAll('table') ?? []) {
        const all = numbersOf(table);
        if (all?.rows.length) {
          offers.push(...this.numberOffers(all, table.caption?.textContent ?? name,
            t('save.table', { name: table.caption?.textContent ?? '' })));
        }
      }
    }
    this.kinds.replaceChildren(...offers);
  }

  /** Without a canvas, which may not give back what it holds. @param {ImageData} pixels */
  async pictureFile({ data, width }) {
    const client = await this.session.spawn(() => {}, { model: false });
    try {
      const bytes = await client.request(ACTION.pngFile, { pixels: data, width, times: Number(this.size.value) });
      return new Blob([bytes], { type: 'image/png' });
    } finally {
      client.close(new Error('its work is done'));
    }
  }

  /** @param {import('../plots/numbers.js').Numbers} numbers @param {string} name @param {string} label */
  numberOffers(numbers, name, label) {
    const offers = [
      this.offer('CSV', () => download(toCsv(numbers), fileName(name, 'csv'))),
      this.offer('JSON', () => download(toJson(numbers), fileName(name, 'json'))),
    ];
    return label ? [make('p', { className: 'save-what', textContent: label }), ...offers] : offers;
  }

  /** @param {string} kind @param {() => void | Promise<void>} save */
  offer(kind, save) {
    const onclick = () =>
      Promise.resolve().then(save).catch((error) => (this.problem.textContent = t('save.problem', { reason: error.message })));
    return make('button', { type: 'button', textContent: kind, onclick });
  }
}

/** The pictures of a grid on one sheet, as they stand. @param {HTMLElement} grid */
function sheetOfGrid(grid) {
  const canvases = [...grid.querySelectorAll('canvas')];
  const pictures = canvases.flatMap((canvas) => pixelsOf(canvas) ?? []);
  if (!pictures.length) return null;
  // Columns of the grid may hold names instead.
  return sheetOf(pictures, new Set(canvases.map((canvas) => canvas.getBoundingClientRect().left)).size);
}

/** What is drawn by lines and not by pixels can only be read back. @param {HTMLCanvasElement} canvas */
async function drawnFile(canvas) {
  if (!readsBack(document.createElement('canvas'))) throw new Error(t('save.hidden'));
  return toPng(onGround(canvas, getComputedStyle(document.documentElement).getPropertyValue('--panel')));
}
