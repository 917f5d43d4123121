// The workers that learn together: started, joined by ports, watched, and replaced when one dies.

import { Cancelled } from '../../client/model-client.js';
import { ACTION } from '../../client/protocol.js';

/**
 * @import { ModelClient } from '../../client/model-client.js'
 * @import { Action, Exchanges, LearnJob, LearnOpened, LearnSource, LearnSteps } from '../../client/protocol.js'
 * @typedef {{ client: ModelClient, dead: boolean }} Member
 */

/** Of sources from files, what is used of them. @type {WeakMap<LearnSource, LearnSource>} */
const unpacked = new WeakMap();
/**
 * A worker that has not answered for so long is taken for dead, in milliseconds; after each that was, twice as long: it may have been slow.
 */
const SILENCE = 15_000;

export class Team {
  /**
   * @param {(onCrash: () => void) => Promise<ModelClient>} spawn starts a worker
   * @param {() => void} onReplaced called when a dead worker has been replaced
   */
  constructor(spawn, onReplaced) {
    this.spawn = spawn;
    this.onReplaced = onReplaced;
    /** @type {Member[]} */
    this.members = [];
    /** What all members have opened. @type {LearnJob | null} */
    this.opened = null;
    this.closed = false;
    this.silence = SILENCE;
  }

  /** @returns {Promise<Member>} */
  async member() {
    /** @type {Member} */
    const member = { client: /** @type {any} */ (null), dead: false };
    member.client = await this.spawn(() => (member.dead = true));
    if (!this.closed) return member;
    member.client.close(new Cancelled());
    throw new Cancelled();
  }

  /** Gives every one of `count` workers the same network. @param {number} count @param {LearnJob} what @returns {Promise<LearnOpened>} */
  async open(count, what) {
    while (this.members.length > count) this.members.pop()?.client.close(new Cancelled());
    await Promise.all(Array.from({ length: count - this.members.length }, async () => this.members.push(await this.member())));
    const opened = { ...what, source: await this.unpacked(what.source) };
    const all = await Promise.all(this.members.map(({ client }) => client.request(ACTION.learnOpen, opened)));
    this.opened = opened;
    await this.arrange();
    return all[0];
  }

  /**
   * Files are unpacked once for all members, and once for all networks that learn from them.
   * @param {LearnSource} source @returns {Promise<LearnSource>}
   */
  async unpacked(source) {
    if (source.kind !== 'idx' || source.notes) return source;
    const known = unpacked.get(source) ?? (await this.members[0].client.request(ACTION.learnUnpack, source));
    unpacked.set(source, known);
    return known;
  }

  /** Joins every two members by a channel. */
  async arrange() {
    const of = this.members.length;
    /** @type {(MessagePort | null)[][]} */
    const ports = this.members.map(() => Array(of).fill(null));
    for (let a = 0; a < of; a++) {
      for (let b = a + 1; b < of; b++) {
        const { port1, port2 } = new MessageChannel();
        ports[a][b] = port1;
        ports[b][a] = port2;
      }
    }
    await Promise.all(this.members.map(({ client }, part) => {
      const transfer = /** @type {MessagePort[]} */ (ports[part].filter((port) => port));
      return client.request(ACTION.learnArrange, { part, of, ports: ports[part] }, { transfer });
    }));
  }

  /** Learns until `until` batches in all, whatever happens to the workers. @param {number} until @returns {Promise<LearnSteps>} */
  async steps(until) {
    for (;;) {
      const watch = setInterval(() => this.watch(), SILENCE / 3);
      try {
        const all = this.members.map((member) => this.alive(member, member.client.request(ACTION.learnSteps, { until })));
        // The others wait for a dead one: the first refusal ends the waiting.
        return (await Promise.all(all))[0];
      } catch (error) {
        if (this.closed || !this.members.some(({ dead }) => dead)) throw error;
        await this.replace();
      } finally {
        clearInterval(watch);
      }
    }
  }

  /** `answer`, or an error once `member` is dead. @template T @param {Member} member @param {Promise<T>} answer @returns {Promise<T>} */
  alive(member, answer) {
    return answer.catch((error) => {
      if (member.dead) throw new Error('a worker was lost');
      throw error;
    });
  }

  /** Asks every worker whether it lives. */
  watch() {
    for (const member of this.members) {
      const timer = setTimeout(() => {
        member.dead = true;
        this.silence *= 2;
        member.client.close(new Error('a worker did not answer'));
      }, this.silence);
      member.client.request(ACTION.learnPing, null).catch(() => {}).finally(() => clearTimeout(timer));
    }
  }

  /** Replaces dead members and gives all the state of the survivor that is furthest; without survivors that of the last checkpoint. */
  async replace() {
    const survivors = this.members.filter(({ dead }) => !dead);
    // New places end the waiting for the dead; unequal states are made equal below.
    const states = await Promise.all(
      survivors.map(({ client }) => client.request(ACTION.learnArrange, { part: 0, of: 1, ports: [] })),
    );
    let what = /** @type {NonNullable<Team['opened']>} */ (this.opened);
    if (survivors.length) {
      const furthest = states.reduce((best, state, i) => ((state?.steps ?? 0) > (states[best]?.steps ?? 0) ? i : best), 0);
      what = { source: what.source, checkpoint: await survivors[furthest].client.request(ACTION.learnCheckpoint, null) };
    }
    const count = this.members.length;
    this.members = survivors;
    await this.open(count, what);
    this.onReplaced();
  }

  /** What there is to see, computed by two members side by side. @param {import('../../client/protocol.js').LearnWish} wish */
  async look(wish) {
    const { dreams, seed, ...rest } = wish;
    const [first, second = first] = this.members;
    const [look, dream] = await Promise.all([
      first.client.request(ACTION.learnLook, rest),
      dreams ? second.client.request(ACTION.learnLook, { dreams, seed }).catch(() => null) : null,
    ]);
    return { ...look, dreams: dream?.dreams ?? null };
  }

  /** The network as a file; a team without survivors goes on from the last one. @returns {Promise<Blob>} */
  async checkpoint() {
    const checkpoint = await this.members[0].client.request(ACTION.learnCheckpoint, null);
    if (this.opened) this.opened = { source: this.opened.source, checkpoint };
    return checkpoint;
  }

  /** Asks all members. @template {Action} A @param {A} action @param {Exchanges[A]['payload']} payload */
  async all(action, payload) {
    return (await Promise.all(this.members.map(({ client }) => client.request(action, payload))))[0];
  }

  /** Asks one member. @template {Action} A @param {A} action @param {Exchanges[A]['payload']} payload */
  one(action, payload) {
    return this.members[0].client.request(action, payload);
  }

  close() {
    this.closed = true;
    for (const { client } of this.members.splice(0)) client.close(new Cancelled());
  }
}
