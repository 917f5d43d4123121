// Pieces that figures are made of: a picture with its name, and buttons of which one is chosen.

import { SIDE } from '../../client/pixels.js';
import { write } from '../../strings/written.js';
import { make, press } from '../../ui/dom.js';

/** @import { Saying } from '../../strings/strings.js' */

/**
 * A canvas above its name, in the hue of what it shows.
 * @param {'picture' | 'map'} kind @param {'x' | 'h1' | 'h2' | 'difference' | 'plain'} hue @param {Saying} name
 * @param {Saying} [label] what a screen reader says, if more
 * @param {readonly [width: number, height: number]} [size] about that of its pixels, whose room it takes before they come
 */
export function picture(kind, hue, name, label = name, [width, height] = [SIDE, SIDE]) {
  const canvas = make('canvas', { className: width === height ? kind : `${kind} oblong`, width, height });
  canvas.setAttribute('role', 'img');
  write(canvas, label, 'aria-label');
  const caption = make('figcaption', { textContent: name });
  return { canvas, caption, figure: make('figure', { className: `of-${hue}` }, [canvas, caption]) };
}

/**
 * Buttons of which one is pressed.
 * @template Value
 * @param {Saying} label of them all @param {readonly Value[]} values @param {(value: Value) => (Node | Saying)[]} contents
 * @param {(value: Value) => void} choose
 */
export function choices(label, values, contents, choose) {
  const buttons = values.map((value) => make('button', { type: 'button', onclick: () => {
    select(value);
    choose(value);
  } }, contents(value)));
  const select = (/** @type {Value} */ chosen) => buttons.forEach((button, i) => press(button, values[i] === chosen));
  const row = make('div', { className: 'row choices', role: 'group' }, buttons);
  write(row, label, 'aria-label');
  return { row, buttons, select };
}
