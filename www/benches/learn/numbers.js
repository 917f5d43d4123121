// Number fields made from the core's parameter table: label, symbol, range, default, help. A value outside is refused by name.

import { describe, make, show } from '../../panels/dom.js';
import { fromCore, t, textOf } from '../../strings.js';

/** @typedef {import('../../protocol.js').Param} Param */

export class Numbers {
  /**
   * @param {HTMLElement} root @param {Param[]} params
   * @param {{ onChange: (name: string, value: number) => void, onRefused: (problem: string) => void }} events
   */
  constructor(root, params, events) {
    /** @type {Map<string, HTMLInputElement>} */
    this.inputs = new Map();
    root.replaceChildren(...params.map((param) => this.field(param, events)));
  }

  /** @param {Param} param @param {{ onChange: (name: string, value: number) => void, onRefused: (problem: string) => void }} events */
  field(param, events) {
    const { name, min, max, integer } = param;
    const label = textOf(`learn.param.${name}`, name);
    const input = make('input', { type: 'number', min: String(min), max: String(max), step: integer ? '1' : 'any' });
    input.dataset.param = name;
    input.title = describe(param);
    input.onchange = () => {
      const value = input.valueAsNumber;
      const fits = value >= min && value <= max && (!integer || Number.isInteger(value));
      if (fits) return events.onChange(name, value);
      events.onRefused(t('learn.refused', { label, min: show(min), max: show(max), found: input.value || t('learn.no-number') }));
    };
    this.inputs.set(name, input);
    const symbol = param.symbol ? [' ', make('i', { textContent: param.symbol })] : [];
    const help = make('span', { className: 'help', textContent: t('settings.help', { help: fromCore(param.help), value: String(param.default) }) });
    return make('label', { className: 'number' }, [make('span', { className: 'name' }, [label, ...symbol]), input, help]);
  }

  /** @param {Record<string, number>} values @param {boolean} locked */
  update(values, locked) {
    for (const [name, input] of this.inputs) {
      input.disabled = locked && name !== 'epochs';
      if (document.activeElement !== input || input.disabled) input.value = String(Number(values[name].toPrecision(6)));
    }
  }
}
