// Learning: each worker holds a replica of the network and computes its share of every batch; what the others need of
// it goes to them directly, through ports that the page hands out. Replicas stay equal to the bit.

import * as core from '../pkg/whole/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { Cancelled } from './job.js';

/** @import { LearnFiles, LearnSource } from '../client/protocol.js' */

/** @type {core.Learner | null} */
let learner = null;
/** @type {core.Comparison | null} */
let comparison = null;
/** This worker's part of the work; another object for every arrangement. */
let place = { part: 0, of: 1 };
/** @type {Peer[]} */
let peers = [];

/** Parts differ by a few units: room for the larger one, in shares of a part. */
const SPARE_ROOM = 1 / 8;

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
    /** Arrays that have come and can go back with other values, so that learning leaves no garbage. @type {Record<string, ArrayBuffer>} */
    this.spare = {};
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

  /** An array to send values of that kind in. @param {string} kind @param {number} length */
  array(kind, length) {
    let buffer = this.spare[kind];
    if (!buffer || buffer.byteLength < 4 * length) buffer = new ArrayBuffer(4 * Math.ceil(length * (1 + SPARE_ROOM)));
    return new Float32Array(buffer, 0, length);
  }

  /** @param {Float32Array<ArrayBuffer>} values @param {Float64Array} [measures] */
  send(values, measures) {
    this.port.postMessage({ values, measures }, [values.buffer]);
  }

  /** Keeps the array of a message for the next one of that kind. @param {string} kind @param {Float32Array<ArrayBuffer>} values */
  keep(kind, values) {
    this.spare[kind] = values.buffer;
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

/** @param {Blob} blob @param {string} name of it, for the visitor */
async function bytesOf(blob, name) {
  const buffer = await blob.arrayBuffer().catch(() => {
    throw new Error(`${name} cannot be read: it has changed or gone since it was chosen. Choose it again`);
  });
  return new Uint8Array(buffer);
}

/** @param {LearnFiles} source @returns {Promise<[Uint8Array, Uint8Array | undefined]>} */
async function bytesOfBoth({ images, labels, name }) {
  return [await bytesOf(images, name), labels ? await bytesOf(labels, `the labels of ${name}`) : undefined];
}

/** What is used of files, unpacked. @param {LearnFiles} source @returns {Promise<LearnFiles>} */
async function unpacked(source) {
  const [images, labels] = await bytesOfBoth(source);
  const used = new core.UsedDigits(images, labels, source.count, source.transpose ?? false);
  const usedLabels = used.labels;
  const files = { images: blobOf(used.images), labels: usedLabels ? blobOf(usedLabels) : null, notes: used.notes() };
  used.free();
  return { ...source, ...files };
}

/** @param {LearnSource} source */
async function trainingSet(source) {
  if (source.kind === 'synthetic') return core.TrainingSet.synthetic(source.count, source.seed);
  if (source.kind === 'drawn') return core.TrainingSet.drawn(source.values, source.labels, source.count);
  const [images, labels] = await bytesOfBoth(source.notes ? source : await unpacked(source));
  return core.TrainingSet.idx(images, labels, source.name, source.count);
}

/** Bytes as the page passes them on without ever holding them: copying so many would stop it. @param {Uint8Array} bytes */
const blobOf = (bytes) => new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], { type: 'application/octet-stream' });

/** Ends an action that began under another arrangement of the work. @param {{ part: number, of: number }} then */
function sameAs(then) {
  if (place !== then) throw new Cancelled();
}

/** One batch together with the peers. */
async function step() {
  const learner = current();
  const then = place;
  const { part, of } = then;
  learner.begin_batch();
  learner.compute_images(part, of);
  for (const peer of peers) {
    const values = peer.array('images', learner.images_length(part, of));
    peer.send(values, learner.get_images(part, of, values));
  }
  for (const peer of peers) {
    const { values, measures } = await peer.next();
    sameAs(then);
    learner.put_images(peer.part, of, values, measures);
    peer.keep('images', values);
  }
  learner.compute_gradients(part, of);
  for (const peer of peers) {
    const values = peer.array('gradients', learner.gradients_length(part, of));
    learner.get_gradients(part, of, values);
    peer.send(values);
  }
  for (const peer of peers) {
    const { values } = await peer.next();
    sameAs(then);
    learner.put_gradients(peer.part, of, values);
    peer.keep('gradients', values);
  }
  learner.apply();
}

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.learnParameters]: () => core.learn_parameters(),
  /** Says that this worker lives. */
  [ACTION.learnPing]: () => true,
  [ACTION.learnUnpack]: unpacked,
  /** A fresh network, or one from a checkpoint. */
  async [ACTION.learnOpen]({ source, settings, checkpoint }) {
    const bytes = checkpoint && (await bytesOf(checkpoint, 'the checkpoint'));
    const set = await trainingSet(source);
    const opened = bytes ? core.Learner.resume(set, bytes) : new core.Learner(set, settings);
    learner?.free();
    learner = opened;
    return { summary: learner.summary(), state: { ...learner.state(), report: null }, settings: learner.settings() };
  },
  /** Says which part of the work is this worker's, and who does the others. Whoever waits for old peers stops waiting. */
  [ACTION.learnArrange]({ part, of, ports }) {
    for (const peer of peers) peer.close();
    place = { part, of };
    peers = ports.flatMap((port, other) => (port ? [new Peer(other, port)] : []));
    return learner?.state() ?? null;
  },
  /** Learns until `until` batches in all, or until all epochs are over. */
  async [ACTION.learnSteps]({ until }, job) {
    const then = place;
    for (let state = current().state(); state.steps < until && state.epoch < state.epochs; state = current().state()) {
      await step();
      await breath();
      if (job.cancelled) throw new Cancelled();
      sameAs(then);
    }
    return { ...current().state(), report: current().report() };
  },
  [ACTION.learnEpochs]: ({ epochs }) => current().set_epochs(epochs),
  /** What there is to see of the network now. */
  [ACTION.learnLook]({ measure, digits, filters, dreams, seed }) {
    const learner = current();
    return {
      measures: measure ? learner.measure() : null,
      digits: digits ? learner.held_out_digits(digits) : null,
      rebuilt: digits ? learner.rebuilt(digits) : null,
      filters: filters ? learner.filters(filters) : null,
      dreams: dreams ? learner.dreams(dreams, seed ?? 1) : null,
    };
  },
  [ACTION.learnCheckpoint]: () => blobOf(current().to_bytes()),
  [ACTION.learnModel]({ date }) {
    const files = current().finished_model(date);
    const { model, mixture } = files;
    files.free();
    return { model, mixture };
  },
  [ACTION.learnImages]() {
    const labels = current().labels_file();
    return { images: blobOf(current().images_file()), labels: labels ? blobOf(labels) : null };
  },
  /** Learns by every rule for equally long, and shows how good each is on the way. */
  async [ACTION.learnCompare]({ source, settings, rules, seconds }, job) {
    comparison?.free();
    comparison = null;
    const mine = new core.Comparison(await trainingSet(source), settings);
    comparison = mine;
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
