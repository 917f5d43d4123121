// Sliders made from the core's parameter table: label, symbol, value, help; clamped by their range.

import { fromCore, t, textOf } from '../strings.js';
import { describe, find, make, show, stepOf } from './dom.js';

/** @typedef {import('../protocol.js').Param} Param */

/** @param {number} value @param {string} unit */
const withUnit = (value, unit) => (unit ? `${show(value)} ${unit}` : show(value));

export class SettingsPanel {
  /**
   * @param {HTMLElement} root
   * @param {string} id of the element to fill
   * @param {(name: string | null, value: number) => void} onChange null restores every default
   */
  constructor(root, id, onChange) {
    this.box = find(root, id);
    this.onChange = onChange;
    /** @type {Param[] | null} */
    this.params = null;
    /** @type {Map<string, { input: HTMLInputElement, output: HTMLOutputElement }>} */
    this.controls = new Map();
  }

  /** @param {Param[] | undefined} params @param {Record<string, number>} values */
  update(params, values) {
    if (!params) return;
    if (params !== this.params) this.build(params);
    for (const { name, unit } of params) {
      const control = this.controls.get(name);
      if (!control) continue;
      control.input.value = String(values[name]);
      control.output.textContent = withUnit(values[name], unit);
    }
  }

  /** @param {Param[]} params */
  build(params) {
    this.params = params;
    this.controls.clear();
    const reset = make('button', { type: 'button', textContent: t('settings.restore'), onclick: () => this.onChange(null, 0) });
    this.box.replaceChildren(...params.map((param) => this.control(param)), reset);
  }

  /** @param {Param} param */
  control(param) {
    const output = make('output');
    // A slider reaches as far as is of use; the whole range of a count would leave no fine movement.
    const max = param.integer ? Math.min(param.max, Math.max(4 * param.default, 10)) : Math.min(param.max, Math.max(1, 16 * param.default));
    const input = make('input', {
      type: 'range', min: String(param.min), max: String(max), step: String(param.name === 'variance_scale' ? 0.5 : stepOf(param)),
      oninput: () => this.onChange(param.name, Number(input.value)),
    });
    input.title = describe(param);
    this.controls.set(param.name, { input, output });
    const name = make('span', { className: 'name' }, [textOf(`param.${param.name}`, param.name), ' ', make('i', { textContent: param.symbol })]);
    const help = make('span', { className: 'help', textContent: t('settings.help', { help: fromCore(param.help), value: withUnit(param.default, param.unit) }) });
    return make('label', { className: 'setting' }, [name, output, input, help]);
  }
}
