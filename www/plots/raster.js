// Spikes as dots on a common time axis, one row a trial. Pure drawing: a canvas and data in, nothing kept.

/**
 * @typedef {{ spikes: Float64Array, rising: boolean }} Row spikes in ms
 *
 * The newest row is the lowest. The axis is that of a line plot with the same margins below.
 * @param {HTMLCanvasElement} canvas @param {Row[]} rows oldest first @param {number} count rows that there is room for
 * @param {number} reach largest time in ms @param {{ left: number, right: number }} margin in CSS pixels
 */
export function drawRaster(canvas, rows, count, reach, margin) {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  }
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const style = getComputedStyle(canvas);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const inner = width - margin.left - margin.right;
  const x = (/** @type {number} */ time) => margin.left + ((time + reach) / (2 * reach)) * inner;
  context.fillStyle = colour('--rule');
  context.fillRect(x(0) - 0.5, 0, 1, height);
  const step = height / count;
  rows.slice(-count).forEach(({ spikes, rising }, i, { length }) => {
    const y = height - (length - i) * step;
    context.fillStyle = colour(rising ? '--stdp-rising' : '--stdp-falling');
    for (const time of spikes) context.fillRect(x(time) - 1, y + 0.5, 2, Math.max(1, step - 1));
  });
}
