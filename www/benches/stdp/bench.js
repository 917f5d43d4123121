// The bench on spikes: four experiments in a worker of its own, advanced in portions while they play.

import { Cancelled } from '../../client/model-client.js';
import { fill, find } from '../../ui/dom.js';
import { NumberField } from '../../ui/number-field.js';
import { SettingsPanel } from '../../ui/settings.js';
import { ACTION } from '../../client/protocol.js';
import { defaultsOf } from '../../app/state.js';
import { t } from '../../strings/strings.js';
import { CurveView } from './curve.js';
import { curveExperiment, descentExperiment, pairsExperiment, rewardExperiment } from './experiments.js';
import { MARKUP } from './markup.js';
import { EXPERIMENTS, IN_SIGHT, fields, slidersOf } from './state.js';

/** @import { Action, Exchanges } from '../../client/protocol.js' */
/** @typedef {import('./state.js').Experiment} Experiment @typedef {import('./experiments.js').Speed} Speed */

/** What the settings of the curve's neuron bear upon. @type {readonly Experiment[]} */
const OF_CURVE = ['curve', 'reward'];

export const style = new URL('./bench.css', import.meta.url).href;

/** @type {import('../../app/benches.js').BenchModule['create']} */
export async function create(root, context) {
  /** @type {StdpBench | null} */
  let bench = null;
  const client = await context.session.spawn((error) => bench?.crash(error), { model: false });
  const tables = await client.request(ACTION.stdpParameters, null);
  fill(root, MARKUP);
  bench = new StdpBench(root, context, client, tables);
  return bench;
}

class StdpBench {
  /**
   * @param {HTMLElement} root @param {import('../../app/benches.js').Context} context
   * @param {import('../../client/model-client.js').ModelClient} client
   * @param {import('./state.js').Tables} tables
   */
  constructor(root, context, client, tables) {
    this.root = root;
    this.context = context;
    /** @type {Promise<import('../../client/model-client.js').ModelClient> | null} */
    this.client = Promise.resolve(client);
    this.tables = tables;
    /** @type {import('../../app/store.js').Slice<import('./state.js').Settings>} */
    this.slice = context.slice(fields(tables));
    const speed = /** @type {HTMLSelectElement} */ (find(root, '#stdp-speed'));
    /** @type {import('./experiment.js').Ask} */
    const ask = (action, payload) => this.ask(action, payload);
    const settings = () => this.settings;
    this.curve = new CurveView(root, context.say);
    this.experiments = {
      curve: curveExperiment(root, ask, settings, this.curve, () => /** @type {Speed} */ (speed.value), context.say),
      descent: descentExperiment(root, ask, settings),
      spiking_pair: pairsExperiment(root, ask, settings),
      reward: rewardExperiment(root, ask, settings),
    };
    this.panels = EXPERIMENTS.flatMap((name) => this.settingsPanels(name));
    this.listen();
  }

  get settings() {
    return this.slice.state;
  }

  listen() {
    const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (find(this.root, id));
    find(this.root, '#stdp-step').onclick = () => this.experiments.curve.step();
    this.seed = new NumberField(input('#stdp-seed'), () => t('seed.label'), (seed) => this.change({ seed }));
    find(this.root, '#stdp-die').onclick = async () => {
      const seed = await this.context.session.ask(ACTION.seed, null);
      if (seed !== undefined) this.change({ seed });
    };
    this.pairing = input('#stdp-pairing');
    this.pairing.onchange = () => this.change({ pairing: this.pairing?.value }, OF_CURVE);
    this.drift = input('#stdp-drift');
    this.drift.onchange = () => this.change({ drift: this.drift?.value }, OF_CURVE);
    this.dale = input('#stdp-dale');
    this.dale.onchange = () => this.change({ dale: this.dale?.checked }, ['spiking_pair']);
  }

  /** Sliders in sight and those folded, with the parameters that each shows. @param {Experiment} name */
  settingsPanels(name) {
    const onChange = (/** @type {string | null} */ key, /** @type {number} */ value) => {
      const numbers = key === null ? defaultsOf(this.tables[name]) : { ...this.settings.numbers[name], [key]: value };
      this.change({ numbers: { ...this.settings.numbers, [name]: numbers } }, name === 'curve' ? OF_CURVE : [name]);
    };
    return [true, false].map((inSight) => ({
      name,
      panel: new SettingsPanel(this.root, `#stdp-${name}-${inSight ? 'settings' : 'advanced'}`, onChange),
      params: slidersOf(this.tables[name], (param) => IN_SIGHT[name].includes(param.name) === inSight),
    }));
  }

  /**
   * Other settings: what depends on them starts anew.
   * @param {Partial<import('./state.js').Settings>} changes @param {readonly Experiment[]} [names] all by default
   */
  change(changes, names = EXPERIMENTS) {
    this.slice.set(changes);
    for (const name of names) this.experiments[name].reset();
  }

  update() {
    for (const { name, panel, params } of this.panels) panel.update(params, this.settings.numbers[name]);
    const { seed, pairing, drift, dale } = this.settings;
    this.seed?.show(seed);
    Object.assign(/** @type {HTMLInputElement} */ (this.pairing), { value: pairing });
    Object.assign(/** @type {HTMLInputElement} */ (this.drift), { value: drift });
    Object.assign(/** @type {HTMLInputElement} */ (this.dale), { checked: dale });
  }

  /**
   * A worker that was lost is replaced with the next request; whatever is asked until it is there is asked of that one.
   * @template {Action} A @param {A} action @param {Exchanges[A]['payload']} payload
   */
  async ask(action, payload) {
    this.client ??= this.context.session.spawn((error) => this.crash(error), { model: false }).catch((error) => {
      this.client = null;
      throw error;
    });
    return (await this.client).request(action, payload);
  }

  /** @param {Error} error */
  crash(error) {
    this.client = null;
    for (const experiment of Object.values(this.experiments)) experiment.fail(() => t('stdp.crashed', { reason: error.message }));
  }

  show() {
    this.curve.drawRows();
  }

  hide() {
    for (const experiment of Object.values(this.experiments)) experiment.player.pause();
  }

  close() {
    this.hide();
    this.client?.then((client) => client.close(new Cancelled()), () => {});
    this.client = null;
  }

  link() {
    return this.slice.link();
  }
}
