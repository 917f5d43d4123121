// Elements of SVG, and pulses that run along lines.

const SVG = 'http://www.w3.org/2000/svg';

/** @param {string} tag @param {Record<string, string | number>} attributes @param {Element[]} [children] */
export function svg(tag, attributes, children = []) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * A line of which only a pulse is seen, and that only when it has set out.
 * @param {string} d @param {string} look @param {number} length its share of the line
 */
export const pulse = (d, look, length) =>
  svg('path', { d, class: look, pathLength: 1, 'stroke-dasharray': `${length} 9`, 'stroke-dashoffset': length });

/**
 * Lets a pulse run from the beginning of its line to the end.
 * @param {Element} path @param {number} length @param {KeyframeAnimationOptions} timing
 */
export const run = (path, length, timing) => path.animate({ strokeDashoffset: [length, -1] }, timing);
