// What spoils the digit, and which pixels in-painting may change.

import { PIXELS, SIDE } from '../../client/pixels.js';
import { drawImage, drawInk, drawNothing } from '../../plots/pixels.js';
import { wayOf } from './state.js';
import { maskOf, strengthOf } from '../../app/state.js';
import { t } from '../../strings/strings.js';
import { describe, find, make, press, show } from '../../ui/dom.js';
import { onDrag } from '../../pen/drag.js';
import { KeyPen } from '../../pen/key-pen.js';
import { NumberField } from '../../ui/number-field.js';

/** @typedef {import('../../app/state.js').State} State */
/** @typedef {import('../../client/protocol.js').Corruption} Corruption */

/** The choice of no noise at all, as which Gaussian noise of strength 0 is shown. */
const NONE = 'none';
const UNSPOILT = /** @type {const} */ ({ kind: 'gaussian', strength: 0 });

/** Half the side of the mask brush, in pixels. */
const BRUSH = 1;

export class SpoilPanel {
  /**
   * @param {HTMLElement} root the bench: the mask brush works on the picture that the network sees
   * @param {{ onCorruption: (change: Partial<Corruption>) => void, onDie: () => void,
   *           onTold: (told: boolean) => void, onStart: (start: import('./state.js').DenoiseState['start']) => void,
   *           onMask: (mask: Uint8Array | null) => void,
   *           say: (text: string) => void }} events
   */
  constructor(root, events) {
    this.root = root;
    this.events = events;
    this.kinds = find(root, '.kinds');
    /** What each kind of noise makes of the digit, and the digit itself before them. @type {Map<string, HTMLCanvasElement>} */
    this.previews = new Map();
    this.strength = /** @type {HTMLInputElement} */ (find(root, '#corruption-strength'));
    this.strengthOutput = find(root, '.spoil output');
    this.seed = new NumberField(find(root, '#corruption-seed'), () => t('seed.label'), (seed) => events.onCorruption({ seed }));
    this.seen = /** @type {HTMLCanvasElement} */ (find(root, '#seen'));
    this.maskHelp = find(root, '#mask-help');
    this.maskTools = find(root, '.mask-tools');
    this.told = /** @type {HTMLInputElement} */ (find(root, '#told'));
    this.toldHelp = find(root, '#told-help');
    this.startField = find(root, '.start');
    this.start = /** @type {HTMLSelectElement} */ (find(root, '#start'));
    this.start.onchange = () => events.onStart(/** @type {any} */ (this.start.value));
    this.painting = true;
    /** @type {State | null} */
    this.state = null;
    /** The previews that are shown. @type {State['previews'] | undefined} */
    this.shown = undefined;

    this.kinds.onchange = ({ target }) => {
      const { value } = /** @type {HTMLInputElement} */ (target);
      events.onCorruption(value === NONE ? UNSPOILT : { kind: /** @type {any} */ (value), strength: NaN });
    };
    this.strength.oninput = () => events.onCorruption({ strength: Number(this.strength.value) });
    find(root, '#corruption-die').onclick = events.onDie;
    this.told.onchange = () => events.onTold(this.told.checked);
    const brush = (/** @type {boolean} */ painting) => () => {
      this.painting = painting;
      press(find(root, '[data-mask=paint]'), painting);
      press(find(root, '[data-mask=erase]'), !painting);
    };
    find(root, '[data-mask=paint]').onclick = brush(true);
    find(root, '[data-mask=erase]').onclick = brush(false);
    find(root, '[data-mask=spoilt]').onclick = () => events.onMask(null);
    find(root, '[data-mask=none]').onclick = () => events.onMask(new Uint8Array(PIXELS));
    let erasing = false;
    onDrag(this.seen, {
      onDown: (event, otherEnd) => {
        erasing = otherEnd;
        this.frame.lift();
        this.paintUnder(event, erasing);
      },
      onMove: (event) => this.paintUnder(event, erasing),
    });
    const paint = () => this.paint(this.frame.x, this.frame.y, this.painting);
    this.frame = new KeyPen(this.seen, SIDE - 1, {
      onDown: paint, onMove: paint, onDraw: () => this.draw(), say: (down) => events.say(t(down ? 'mask.brush-down' : 'mask.brush-up')),
    });
  }

  /** What can be marked and unmarked now. */
  get mask() {
    return this.state?.spoilt && wayOf(this.state.denoise.mode).told ? maskOf(this.state) : null;
  }

  /** @param {PointerEvent} event @param {boolean} erasing whether it is the end of a pen that rubs out */
  paintUnder(event, erasing) {
    const box = this.seen.getBoundingClientRect();
    this.paint(Math.floor((SIDE * (event.clientX - box.left)) / box.width), Math.floor((SIDE * (event.clientY - box.top)) / box.height),
      this.painting && !erasing);
  }

  /** Marks or unmarks the pixels under the brush. @param {number} column @param {number} row @param {boolean} marking */
  paint(column, row, marking) {
    const mask = this.mask?.slice();
    if (!mask) return;
    for (let y = Math.max(0, row - BRUSH); y <= Math.min(SIDE - 1, row + BRUSH); y++) {
      for (let x = Math.max(0, column - BRUSH); x <= Math.min(SIDE - 1, column + BRUSH); x++) mask[SIDE * y + x] = Number(marking);
    }
    this.events.onMask(mask);
  }

  /** @param {State} state */
  update(state) {
    this.state = state;
    const strength = strengthOf(state);
    if (!state.parameters || !strength) return;
    this.showKinds(state, state.parameters.corruptions);
    Object.assign(this.strength, { min: strength.min, max: strength.max, step: 0.01, title: describe(strength) });
    this.strength.value = String(state.corruption.strength);
    this.strengthOutput.textContent = show(state.corruption.strength);
    this.seed.show(state.corruption.seed);
    const { restorer, told } = wayOf(state.denoise.mode);
    // What spares no pixel leaves nothing to tell.
    const all = state.mask === null && (state.spoilt?.mask.every(Boolean) ?? false);
    this.told.checked = told;
    this.told.disabled = all && !told;
    this.toldHelp.textContent = t(this.told.disabled ? 'told.all' : told ? 'mask.tools.help' : 'told.help');
    this.maskTools.hidden = !told;
    this.startField.hidden = restorer;
    this.start.value = state.denoise.start;
    const { mask } = this;
    this.root.classList.toggle('masking', mask !== null);
    this.maskHelp.textContent = mask ? t('mask.help', { count: mask.reduce((sum, marked) => sum + marked, 0) }) : '';
    if (mask) this.seen.tabIndex = 0;
    else this.seen.removeAttribute('tabindex');
    this.draw();
  }

  /** @param {State} state @param {import('../../client/protocol.js').Parameters['corruptions']} corruptions */
  showKinds({ clean, previews, corruption }, corruptions) {
    if (!this.previews.size) {
      this.kinds.append(...[NONE, ...corruptions.map(({ kind }) => kind)].map((kind) => {
        const canvas = make('canvas', { className: 'picture', ariaHidden: 'true' });
        this.previews.set(kind, canvas);
        const input = make('input', { type: 'radio', name: 'corruption', value: kind });
        const name = /** @type {`corruption.${typeof NONE | Corruption['kind']}`} */ (`corruption.${kind}`);
        return make('label', { className: 'kind' }, [input, canvas, make('span', { textContent: () => t(name) })]);
      }));
    }
    const none = corruption.kind === UNSPOILT.kind && corruption.strength === UNSPOILT.strength;
    /** @type {HTMLInputElement} */ (find(this.kinds, `[value=${none ? NONE : corruption.kind}]`)).checked = true;
    if (this.shown === previews) return;
    this.shown = previews;
    [...this.previews.values()].forEach((canvas, i) => {
      const image = i === 0 ? clean : previews?.[i - 1];
      if (image) drawInk(canvas, image);
      else drawNothing(canvas);
    });
  }

  draw() {
    const { frame, state, mask } = this;
    if (!state?.spoilt) return drawNothing(this.seen);
    drawImage(this.seen, state.spoilt.image, mask);
    if (!frame.colour) return;
    const context = /** @type {CanvasRenderingContext2D} */ (this.seen.getContext('2d'));
    context.strokeStyle = frame.colour;
    // Around what the brush covers.
    context.strokeRect(frame.x - BRUSH - 0.5, frame.y - BRUSH - 0.5, 2 * BRUSH + 2, 2 * BRUSH + 2);
  }
}
