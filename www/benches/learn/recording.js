// A run of this bench that was recorded: what there is to see before the visitor's own, with a slider through its points.

import { PIXELS } from '../../client/pixels.js';
import { ACTION } from '../../client/protocol.js';
import { grouped, t } from '../../strings/strings.js';
import { find } from '../../ui/dom.js';
import { drawSight } from './pictures.js';

/**
 * @typedef {import('./history.js').Point} Point
 * @typedef {import('../../client/protocol.js').LearnSight} LearnSight
 * @typedef {{ units: number[], images: number, meanFill: number, points: Point[], sights: LearnSight[] }} Recorded a network, how many
 *   digits it learned from, and what it showed
 */

/** Both are made by `./build.sh recording`. */
const NUMBERS = new URL('./recording.json', import.meta.url);
const PICTURES = new URL('./recording.idx.gz', import.meta.url);
/** Bytes before the first picture. */
const HEAD = 16;

/** @param {URL} url */
async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  return response;
}

/** @param {import('../../client/model-client.js').ModelClient} client that unpacks it @returns {Promise<Recorded>} */
export async function recorded(client) {
  const [file, packed] = await Promise.all([fetched(NUMBERS), fetched(PICTURES)]);
  const { levels, counts: { digits: digitCount, dreams: dreamCount, filters: filterCount }, ...numbers } = await file.json();
  const each = dreamCount + digitCount + filterCount;
  const count = digitCount + numbers.points.length * each;
  const source = { kind: /** @type {const} */ ('idx'), name: 'recording', count, images: await packed.blob(), labels: null };
  const { images } = await client.request(ACTION.learnUnpack, source);
  const values = Float32Array.from(new Uint8Array(await images.arrayBuffer(), HEAD), (level) => level / levels);
  const part = (/** @type {number} */ first, /** @type {number} */ count) => values.subarray(PIXELS * first, PIXELS * (first + count));
  const sights = numbers.points.map((/** @type {Point} */ _, /** @type {number} */ i) => {
    const first = digitCount + i * each;
    const [dreams, rebuilt] = [part(first, dreamCount), part(first + dreamCount, digitCount)];
    const filters = part(first + dreamCount + digitCount, filterCount).map((value) => 2 * value - 1);
    return { measures: null, digits: part(0, digitCount), dreams, rebuilt, filters };
  });
  return { ...numbers, sights };
}

export class RecordingPanel {
  /** @param {HTMLElement} root @param {Recorded} recording @param {import('./charts.js').Charts} charts */
  constructor(root, recording, charts) {
    this.root = root;
    this.recording = recording;
    this.charts = charts;
    this.panel = find(root, '#learn-recording');
    this.what = find(root, '#learn-recording-what');
    this.slider = /** @type {HTMLInputElement} */ (find(root, '#learn-recording-at'));
    this.where = find(root, '#learn-recording-where');
    this.slider.max = this.slider.value = String(recording.points.length - 1);
    this.slider.oninput = () => this.draw();
  }

  /** @param {boolean} wanted whether nothing of the visitor's is there to be seen */
  update(wanted) {
    this.panel.hidden = !wanted;
    this.root.classList.toggle('recorded', wanted);
    if (wanted) this.draw();
  }

  draw() {
    const { units, images, meanFill, points, sights } = this.recording;
    const at = Number(this.slider.value);
    this.what.textContent = t('learn.recording', { units: units.map(grouped).join(' – '), images: grouped(images) });
    this.where.textContent = t('learn.recording.where', { images: grouped(1000 * points[at].images) });
    this.slider.setAttribute('aria-valuetext', this.where.textContent);
    drawSight(this.root, sights[at]);
    this.charts.update(points, meanFill);
    this.charts.moveTo(points[at].images);
  }
}
