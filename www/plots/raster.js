// Spikes as dots on a common time axis, one row a trial. Pure drawing: a canvas and data in, nothing kept.

import { grouped } from '../strings/strings.js';

/** Height of the labels below the rows, in CSS pixels, and the share of the reach between two of them. */
const BELOW = 18;
const TICK = 0.5;

/**
 * @typedef {{ spikes: Float64Array, rising: boolean, number: number }} Row spikes in ms; `number` is that of the trial
 *
 * The newest row is the lowest. The axis is that of a line plot with the same margins.
 * @param {HTMLCanvasElement} canvas @param {Row[]} rows oldest first @param {number} count rows that there is room for
 * @param {number} reach largest time in ms @param {{ left: number, right: number }} margin in CSS pixels
 */
export function drawRaster(canvas, rows, count, reach, margin) {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight } = canvas;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(clientHeight * ratio)) {
    Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(clientHeight * ratio) });
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const style = getComputedStyle(canvas);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, clientHeight);
  const height = clientHeight - BELOW;
  const inner = width - margin.left - margin.right;
  const x = (/** @type {number} */ time) => margin.left + ((time + reach) / (2 * reach)) * inner;
  context.font = `${colour('--type-fine')} ${style.fontFamily}`;
  context.textAlign = 'center';
  for (let time = -reach; time <= reach; time += TICK * reach) {
    context.fillStyle = colour('--rule');
    context.fillRect(x(time) - 0.5, 0, 1, height);
    context.fillStyle = colour('--muted');
    context.fillText(String(Number(time.toPrecision(6))), x(time), clientHeight - 5);
  }
  const step = height / count;
  const shown = rows.slice(-count);
  const top = (/** @type {number} */ i) => height - (shown.length - i) * step;
  shown.forEach(({ spikes, rising }, i) => {
    context.fillStyle = colour(rising ? '--line-1' : '--line-2');
    for (const time of spikes) context.fillRect(x(time) - 1, top(i) + 0.5, 2, Math.max(1, step - 1));
  });
  context.fillStyle = colour('--muted');
  context.textAlign = 'end';
  // The oldest and the newest, where there is room for both.
  const ends = shown.length * step > 24 ? [0, shown.length - 1] : shown.length ? [shown.length - 1] : [];
  for (const i of ends) context.fillText(grouped(shown[i].number), margin.left - 6, Math.min(height, Math.max(9, top(i) + step / 2 + 4)));
}
