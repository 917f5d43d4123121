// The networks that this device keeps: the one that learns is stored as it goes, and each can be taken up again or deleted.

import { PIXELS } from '../../client/pixels.js';
import { reasonOf } from '../../app/errors.js';
import { Cancelled } from '../../client/model-client.js';
import { find, make } from '../../ui/dom.js';
import { grouped, t } from '../../strings/strings.js';
import { onLanguage } from '../../strings/written.js';
import { watch } from '../../storage/database.js';
import * as networks from './networks.js';
import { Undo } from '../../ui/undo.js';

/**
 * @typedef {import('./networks.js').Network} Network
 * @typedef {{ text: string, network: Network | null, item: HTMLElement, name: HTMLElement, open: HTMLButtonElement, remove:
 *   HTMLButtonElement }} Row
 */

/** Milliseconds between two checkpoints while learning goes on. */
const INTERVAL = 15_000;

/** @param {import('./networks.js').Data} data */
const dataText = ({ kind, name, count, seed }) =>
  (kind === 'idx' ? String(name) : t(`learn.data.${kind}`, { count: grouped(count), seed: seed ?? '' }));

/** @param {Network} network */
const describe = ({ sizes, steps, data, saved }) =>
  t('learn.network', { sizes, steps: grouped(steps), data: dataText(data),
    saved: new Date(saved).toLocaleString(document.documentElement.lang) });

export class StoredPanel {
  /** @param {HTMLElement} root @param {import('./learning.js').Learning} learning @param {AbortSignal} signal ends it */
  constructor(root, learning, signal) {
    this.learning = learning;
    this.stored = find(root, '#learn-stored');
    this.list = find(root, '#learn-networks');
    this.goBack = /** @type {HTMLButtonElement} */ (find(root, '#learn-go-back'));
    this.undo = new Undo(find(root, '#learn-networks-undo'), (error) =>
      this.undo.say(() => t('learn.failed', { reason: reasonOf(error) })));
    /** @type {Row[] | null} */
    this.rows = null;
    /** Why nothing can be written or read at present. */
    this.trouble = { writing: '', reading: '' };
    /** Whether it could not be written for a time. */
    this.recovered = false;
    /** Whether the last good state is offered. */
    this.offered = false;
    this.goBack.onclick = () => {
      const network = this.rowOfRun()?.network;
      if (network) this.open(network);
    };
    watch('networks', () => this.refresh(), signal);
    onLanguage(this.stored, () => this.refresh());
    this.refresh();
  }

  // ---- Storing ----

  /**
   * Stores the network if it is time to. Nobody waits until it is stored: learning goes on, whatever the device does.
   * @param {import('./run.js').Run} run @param {number} now
   */
  async save(run, now) {
    const { source, opened, state, history } = run;
    if (now - run.savedAt < INTERVAL || !source || !opened || !state) return;
    run.savedAt = performance.now();
    const { h1_units: h1, h2_units: h2 } = opened.settings;
    /** @type {Blob} */
    let checkpoint;
    try {
      checkpoint = await run.team.checkpoint();
    } catch (error) {
      // A worker that was lost is replaced with the next batches.
      return this.failed(error);
    }
    this.write(run, { saved: Date.now(), steps: state.steps, sizes: `${PIXELS}-${h1}-${h2}`, data: networks.dataOf(source), checkpoint,
      history: history.slice() }, source);
  }

  /**
   * @param {import('./run.js').Run} run @param {Omit<Network, 'id' | 'token' | 'source'>} state
   * @param {import('../../client/protocol.js').LearnSource} source
   */
  async write(run, state, source) {
    try {
      const gone = await networks.keep(run.place, state, source);
      if (gone.length) this.undo.say(() => t('learn.made-room', { networks: gone.map(describe).join('; ') }));
      this.recovered ||= this.trouble.writing !== '';
      this.trouble.writing = '';
    } catch (error) {
      this.failed(error);
    }
    await this.refresh();
  }

  /** @param {unknown} error */
  failed(error) {
    if (error instanceof Cancelled) return;
    this.trouble.writing = reasonOf(error);
    this.recovered = false;
    this.update();
  }

  // ---- What is stored ----

  async refresh() {
    try {
      const { networks: found, damaged } = await networks.list();
      this.trouble.reading = '';
      this.show([...found.map((network) => ({ id: network.id, network })), ...damaged.map((id) => ({ id, network: null }))]);
    } catch (error) {
      this.trouble.reading = reasonOf(error);
    }
    this.update();
  }

  /** @param {{ id: string, network: Network | null }[]} records null where it is damaged */
  show(records) {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    this.rows = records.map(({ id, network }) => {
      const row = this.rows?.find(({ item }) => item.dataset.id === id) ?? this.row(id);
      row.network = network;
      row.text = network ? describe(network) : t('learn.network.damaged');
      return row;
    });
    const items = this.rows.map(({ item }) => item);
    if (items.length === this.list.children.length && items.every((item, i) => item === this.list.children[i])) return;
    this.list.replaceChildren(...items);
    // A button that has moved is the one that was chosen.
    if (focused && this.list.contains(focused)) focused.focus();
  }

  /** @param {string} id @returns {Row} */
  row(id) {
    const name = make('span');
    const open = make('button', { type: 'button', className: 'open' });
    const remove = make('button', { type: 'button', className: 'remove' });
    const item = make('li', { className: 'row' }, [name, open, remove]);
    item.dataset.id = id;
    const row = { text: '', network: /** @type {Network | null} */ (null), item, name, open, remove };
    open.onclick = () => row.network && this.open(row.network);
    remove.onclick = () => this.remove(id, row.text);
    return row;
  }

  /** @param {Network} network */
  async open(network) {
    this.undo.say('');
    try {
      await this.learning.turn(async () => {
        const { checkpoint, history } = network;
        await this.learning.open({ checkpoint, history: history.slice(), place: networks.placeOf(network),
          source: await networks.sourceOf(network) });
      });
    } catch (error) {
      this.undo.say(() => t('learn.failed', { reason: reasonOf(error) }));
    }
  }

  /** @param {string} id @param {string} text */
  async remove(id, text) {
    const { run } = this.learning;
    // What it learns from now on is another network to the device.
    if (run?.place.id === id) run.place = networks.newPlace();
    try {
      const removed = await networks.remove(id);
      if (removed) {
        this.undo.say(() => t('learn.deleted', { network: text }), async () => {
          await networks.putBack(removed);
          await this.refresh();
        });
      }
    } catch (error) {
      this.undo.say(() => t('learn.failed', { reason: reasonOf(error) }));
    }
    await this.refresh();
  }

  // ---- After a bad end ----

  rowOfRun() {
    const id = this.learning.run?.place.id;
    return this.rows?.find(({ item }) => item.dataset.id === id);
  }

  /** @param {boolean} offered whether to offer the last good state of the run */
  offerGoBack(offered) {
    this.offered = offered;
    this.update();
  }

  update() {
    const { run, busy } = this.learning;
    const { rows, trouble } = this;
    if (trouble.writing) this.stored.textContent = t('learn.stored.problem', { reason: trouble.writing });
    else if (trouble.reading) this.stored.textContent = t('learn.stored.unread', { reason: trouble.reading });
    else if (this.recovered) this.stored.textContent = t('learn.stored.again');
    else if (rows) this.stored.textContent = t(rows.length ? 'learn.stored' : 'learn.stored.none');
    for (const { text, network, item, name, open, remove } of rows ?? []) {
      const here = run?.place.id === item.dataset.id;
      name.textContent = here ? t('learn.network.here', { network: text }) : text;
      open.hidden = !network || here;
      open.disabled = busy;
      remove.disabled = busy || (here && run?.running === true);
      for (const [button, key] of /** @type {const} */ ([[open, 'learn.restore'], [remove, 'learn.forget']])) {
        button.textContent = t(key);
        button.setAttribute('aria-label', `${t(key)}: ${text}`);
      }
    }
    const back = this.offered ? this.rowOfRun()?.network : null;
    this.goBack.hidden = !back;
    this.goBack.disabled = busy;
    if (back) this.goBack.textContent = t('learn.back', { steps: grouped(back.steps) });
  }
}
