// Learning: each worker holds a replica of the network and computes its share of every batch; what the others need of
// it goes to them directly, through ports that the page hands out. Replicas stay equal to the bit.

import * as core from '../pkg/lab/targetprop.js';
import { ACTION, buffersOf } from '../protocol.js';
import { Cancelled } from './job.js';

/** @typedef {import('../protocol.js').LearnSource} LearnSource */

/** @type {core.Learner | null} */
let learner = null;
/** @type {core.Rivals | null} */
let rivals = null;
/** This worker's part of the work; another object for every arrangement. */
let place = { part: 0, of: 1 };
/** @type {Peer[]} */
let peers = [];

/** Another worker, and what has come from it. */
class Peer {
  /** @param {number} part @param {MessagePort} port */
  constructor(part, port) {
    this.part = part;
    this.port = port;
    /** @type {any[]} */
    this.waiting = [];
    /** @type {{ resolve: (message: any) => void, reject: (error: Error) => void } | null} */
    this.wanted = null;
    port.onmessage = ({ data }) => {
      if (this.wanted) this.wanted.resolve(data);
      else this.waiting.push(data);
      this.wanted = null;
    };
  }

  /** The next message. @returns {Promise<any>} */
  next() {
    if (this.waiting.length) return Promise.resolve(this.waiting.shift());
    return new Promise((resolve, reject) => (this.wanted = { resolve, reject }));
  }

  close() {
    this.port.close();
    this.wanted?.reject(new Cancelled());
    this.wanted = null;
  }
}

const breathing = new MessageChannel();
/** Lets waiting messages in. Timers would wait at least four milliseconds. */
const breath = () =>
  new Promise((resolve) => {
    breathing.port1.onmessage = resolve;
    breathing.port2.postMessage(null);
  });

function current() {
  if (!learner) throw new Error('no network is there to learn');
  return learner;
}

/** @param {LearnSource} source */
function trainingSet(source) {
  if (source.kind === 'synthetic') return core.TrainingSet.synthetic(source.count, source.seed);
  if (source.kind === 'idx') return core.TrainingSet.idx(source.images, source.labels ?? undefined, source.name, source.count);
  return core.TrainingSet.drawn(source.values, source.labels, source.count);
}

/** Ends an action that began under another arrangement of the work. @param {{ part: number, of: number }} then */
function sameAs(then) {
  if (place !== then) throw new Cancelled();
}

/** Sends arrays to every peer; the last one gets the very arrays, without a copy. @param {Record<string, any>} message */
function broadcast(message) {
  const last = peers.length - 1;
  peers.forEach(({ port }, i) => port.postMessage(message, i === last ? buffersOf(message) : []));
}

/** One batch together with the peers. @returns {Promise<import('../protocol.js').LearnState>} */
async function step() {
  const learner = current();
  const then = place;
  const { part, of } = then;
  learner.begin_batch();
  const mine = learner.compute_images(part, of);
  const { values, measures } = mine;
  mine.free();
  broadcast({ values, measures });
  for (const peer of peers) {
    const theirs = await peer.next();
    sameAs(then);
    learner.put_images(peer.part, of, theirs.values, theirs.measures);
  }
  const gradients = learner.compute_gradients(part, of);
  broadcast({ gradients });
  for (const peer of peers) {
    const theirs = await peer.next();
    sameAs(then);
    learner.put_gradients(peer.part, of, theirs.gradients);
  }
  return learner.apply();
}

/** Adds a report to the means so far. @param {import('../protocol.js').LearnReport | null} mean @param {import('../protocol.js').LearnReport} report */
function merge(mean, report) {
  if (!mean) return report;
  const images = mean.images + report.images;
  const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + ((b - a) * report.images) / images;
  return {
    images,
    log_joint: mix(mean.log_joint, report.log_joint),
    h1_norm: mix(mean.h1_norm, report.h1_norm),
    map_errors: mean.map_errors.map((error, i) => mix(error, report.map_errors[i])),
  };
}

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.learnParameters]: () => core.learn_parameters(),
  /** Says that this worker lives. */
  [ACTION.learnPing]: () => true,
  /** A fresh network, or one from a checkpoint. */
  async [ACTION.learnOpen](/** @type {{ source: LearnSource, settings?: any, checkpoint?: Uint8Array }} */ { source, settings, checkpoint }) {
    const set = trainingSet(source);
    const opened = checkpoint ? core.Learner.resume(set, checkpoint) : new core.Learner(set, settings);
    learner?.free();
    learner = opened;
    return { summary: learner.summary(), state: learner.state(), settings: learner.settings() };
  },
  /** Says which part of the work is this worker's, and who does the others. Whoever waits for old peers stops waiting. */
  [ACTION.learnArrange](/** @type {{ part: number, of: number, ports: (MessagePort | null)[] }} */ { part, of, ports }) {
    for (const peer of peers) peer.close();
    place = { part, of };
    peers = ports.flatMap((port, other) => (port ? [new Peer(other, port)] : []));
    return learner?.state() ?? null;
  },
  /** Learns until `until` batches in all, or until all epochs are over. */
  async [ACTION.learnSteps]({ until }, job) {
    let state = current().state();
    let report = null;
    const then = place;
    while (state.steps < until && state.epoch < state.epochs) {
      state = await step();
      report = merge(report, state.report);
      await breath();
      if (job.cancelled) throw new Cancelled();
      sameAs(then);
    }
    return { ...state, report };
  },
  [ACTION.learnEpochs]: ({ epochs }) => current().set_epochs(epochs),
  /** What there is to see of the network now. */
  [ACTION.learnLook](/** @type {import('../protocol.js').LearnWish} */ { measure, digits, filters, dreams, seed }) {
    const learner = current();
    return {
      measures: measure ? learner.measure() : null,
      digits: digits ? learner.held_out_digits(digits) : null,
      rebuilt: digits ? learner.rebuilt(digits) : null,
      filters: filters ? learner.filters(filters) : null,
      dreams: dreams ? learner.dreams(dreams, seed ?? 1) : null,
    };
  },
  [ACTION.learnCheckpoint]: () => current().to_bytes(),
  [ACTION.learnModel]({ date }) {
    const files = current().finished_model(date);
    const { model, mixture } = files;
    files.free();
    return { model, mixture };
  },
  [ACTION.learnImages]: () => current().images_file(),
  /** Learns by every rule for equally long, and shows how good each is on the way. */
  async [ACTION.learnCompare]({ source, settings, rules, seconds }, job) {
    rivals?.free();
    rivals = null;
    const mine = new core.Rivals(trainingSet(source), settings);
    rivals = mine;
    const racers = Array.from({ length: rules }, (_, index) => ({ index, spent: 0, images: 0, due: 0, over: false, problem: '' }));
    const show = (/** @type {typeof racers[0]} */ racer) => {
      const { index, spent, images, problem } = racer;
      job.post({ index, seconds: spent, images, problem, ...mine.measure(index) });
      racer.due = spent + seconds / 30;
    };
    racers.forEach(show);
    for (;;) {
      await breath();
      if (job.cancelled) throw new Cancelled();
      const racer = racers.filter(({ over }) => !over).sort((a, b) => a.spent - b.spent)[0];
      if (!racer) return null;
      const start = performance.now();
      try {
        const images = mine.advance(racer.index);
        racer.images += images;
        racer.over = images === 0;
      } catch (error) {
        if (error instanceof WebAssembly.RuntimeError) throw error;
        Object.assign(racer, { over: true, problem: error instanceof Error ? error.message : String(error) });
      }
      // Only learning counts, not measuring.
      racer.spent += (performance.now() - start) / 1000;
      racer.over ||= racer.spent >= seconds;
      if (racer.over || racer.spent >= racer.due) show(racer);
    }
  },
};
