// Number fields made from the core's parameter table: label, symbol, range, default, help.

import { describe, make } from '../../ui/dom.js';
import { NumberField } from '../../ui/number-field.js';
import { fromCore, t, textOf } from '../../strings/strings.js';
import { write } from '../../strings/written.js';
import { short } from './state.js';

/**
 * @import { Param } from '../../client/protocol.js'
 * @import { Saying } from '../../strings/strings.js'
 */

export class Numbers {
  /**
   * @param {HTMLElement} root @param {Param[]} params
   * @param {{ onChange: (name: string, value: number) => void, onRefused: (problem: Saying) => void }}
   *   events
   */
  constructor(root, params, events) {
    /** @type {Map<string, NumberField>} */
    this.fields = new Map();
    root.replaceChildren(...params.map((param) => this.field(param, events)));
  }

  /** @param {Param} param @param {{ onChange: (name: string, value: number) => void, onRefused: (problem: Saying) => void }} events */
  field(param, events) {
    const { name, min, max, integer } = param;
    const label = () => textOf(`learn.param.${name}`, name);
    const input = make('input', { type: 'number', min: String(min), max: String(max), step: integer ? '1' : 'any' });
    input.dataset.param = name;
    write(input, () => describe(param), 'title');
    this.fields.set(name, new NumberField(input, label, (value) => events.onChange(name, value), events.onRefused));
    const symbol = param.symbol ? [' ', make('i', { textContent: param.symbol })] : [];
    const help = make('span', { className: 'help', textContent: () =>
      t('settings.help', { help: fromCore(param.help), value: String(param.default) }) });
    return make('label', { className: 'learn-number' }, [make('span', { className: 'name' }, [label, ...symbol]), input, help]);
  }

  /**
   * @param {Record<string, number>} values @param {boolean} begun whether a network learns with them, which leaves only the epochs open
   * @param {boolean} busy
   */
  update(values, begun, busy) {
    for (const [name, field] of this.fields) {
      field.input.disabled = busy || (begun && name !== 'epochs');
      field.show(short(values[name]));
    }
  }
}
