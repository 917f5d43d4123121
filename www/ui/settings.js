// Sliders made from the core's parameter table: label, symbol, value, help; clamped by their range. Where two settings are
// compared, each parameter has a slider for A and one for B.

import { fromCore, t, textOf } from '../strings/strings.js';
import { onLanguage } from '../strings/written.js';
import { describe, find, make, show, stepOf } from './dom.js';

/** @typedef {import('../client/protocol.js').Param} Param */
/** @typedef {{ row: HTMLElement, input: HTMLInputElement, output: HTMLOutputElement, method: HTMLSelectElement | null }} Control */

const SIDES = /** @type {const} */ ([0, 1]);
/** Where MCMC begins: a digit visibly shakes. */
const USUAL_TEMPERATURE = 0.01;
/** Warmer, a digit dissolves. */
const MOST_TEMPERATURE = 0.1;

/** @param {number} value @param {string} unit */
const withUnit = (value, unit) => (unit ? `${show(value)} ${unit}` : show(value));

export class SettingsPanel {
  /**
   * @param {HTMLElement} root
   * @param {string} id of the element to fill
   * @param {(name: string | null, value: number, side: 0 | 1) => void} onChange null restores every default
   */
  constructor(root, id, onChange) {
    this.box = find(root, id);
    this.onChange = onChange;
    /** @type {Param[] | null} */
    this.params = null;
    /** @type {Map<string, Control[]>} */
    this.controls = new Map();
    /** What was last shown. @type {[Record<string, number>, (Record<string, number> | null)?]} */
    this.shown = [{}];
    onLanguage(this.box, () => {
      const { params } = this;
      this.params = null;
      this.update(params ?? undefined, ...this.shown);
    });
  }

  /**
   * @param {Param[] | undefined} params @param {Record<string, number>} values
   * @param {Record<string, number> | null} [valuesB] where two are compared
   */
  update(params, values, valuesB = null) {
    if (!params) return;
    this.shown = [values, valuesB];
    if (params !== this.params) this.build(params);
    this.box.classList.toggle('comparing', valuesB !== null);
    for (const param of params) {
      const controls = this.controls.get(param.name) ?? [];
      if (valuesB && controls.length === 1) {
        controls.push(this.control(param, 1));
        controls[0].row.after(controls[1].row);
      }
      controls.forEach((control, side) => {
        const value = (side ? valuesB : values)?.[param.name] ?? param.default;
        control.row.hidden = side === 1 && valuesB === null;
        control.input.value = String(value);
        control.output.textContent = withUnit(value, param.unit);
        const name = `${nameOf(param)} ${param.symbol}`;
        control.input.setAttribute('aria-label', valuesB ? t('settings.side', { name, side: 'AB'[side] }) : name);
        showMethod(control, value, valuesB ? 'AB'[side] : '');
      });
    }
  }

  /** @param {Param[]} params */
  build(params) {
    this.params = params;
    this.controls.clear();
    const reset = make('button', { type: 'button', textContent: t('settings.restore'), onclick: () => {
      for (const side of SIDES) if (side === 0 || this.box.classList.contains('comparing')) this.onChange(null, 0, side);
    } });
    this.box.replaceChildren(...params.map((param) => this.setting(param)), reset);
  }

  /** @param {Param} param */
  setting(param) {
    const control = this.control(param, 0);
    this.controls.set(param.name, [control]);
    const name = make('span', { className: 'name' }, [nameOf(param), ' ', make('i', { textContent: param.symbol })]);
    const help = make('span', { className: 'help',
      textContent: t('settings.help', { help: fromCore(param.help), value: withUnit(param.default, param.unit) }) });
    return make('div', { className: 'setting' }, [name, control.row, help]);
  }

  /** @param {Param} param @param {0 | 1} side @returns {Control} */
  control(param, side) {
    const output = make('output');
    const warmth = param.name === 'temperature';
    // A slider reaches as far as is of use; the whole range of a count would leave no fine movement.
    const max = warmth ? MOST_TEMPERATURE
      : param.integer ? Math.min(param.max, Math.max(4 * param.default, 10)) : Math.min(param.max, Math.max(1, 16 * param.default));
    const step = warmth ? 0.001 : param.name === 'variance_scale' ? 0.5 : stepOf(param);
    const input = make('input', {
      type: 'range', min: String(param.min), max: String(max), step: String(step),
      oninput: () => this.onChange(param.name, Number(input.value), side),
    });
    input.title = describe(param);
    const method = warmth
      ? make('select', { className: 'method', title: describe(param), onchange: () =>
        this.onChange(param.name, method?.value === 'mcmc' ? USUAL_TEMPERATURE : 0, side) },
          ['map', 'mcmc'].map((value) => make('option', { value, textContent: t(value === 'map' ? 'method.map' : 'method.mcmc') })))
      : null;
    const row = make('div', { className: 'side' },
      [make('b', { textContent: 'AB'[side], ariaHidden: 'true' }), ...(method ? [method] : []), input, output]);
    return { row, input, output, method };
  }
}

/** @param {Param} param */
const nameOf = (param) => textOf(`param.${param.name}`, param.name);

/** MAP inference has no temperature to set. @param {Control} control @param {number} value @param {string} side */
function showMethod({ method, input, output }, value, side) {
  if (!method) return;
  method.value = value > 0 ? 'mcmc' : 'map';
  method.setAttribute('aria-label', side ? t('settings.side', { name: t('method.label'), side }) : t('method.label'));
  input.hidden = output.hidden = value === 0;
}
