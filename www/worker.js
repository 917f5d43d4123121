// The model's side: a table of actions, one reply shape, one catch. No action touches the page.

import init, * as core from './pkg/targetprop.js';
import { ACTION, buffersOf } from './protocol.js';

/** @typedef {import('./protocol.js').Request} Request */
/** @typedef {{ cancelled: boolean, post: (frame: Record<string, any>) => void }} Job */

/** Milliseconds a job computes before it looks whether it has been cancelled. */
const SLICE = 12;

/** @type {core.Engine | null} */
let engine = null;
/** @type {Map<number, Job>} */
const jobs = new Map();

class Cancelled extends Error {}

/** Lets waiting messages in, a cancellation among them. */
const breath = () => new Promise((resolve) => setTimeout(resolve, 0));

function model() {
  if (!engine) throw new Error('no model is open');
  return engine;
}

/**
 * Streams the model file, telling how far it is.
 * @param {string} url
 * @param {Job} job
 */
async function download(url, job) {
  const response = await fetch(url).catch(() => {
    throw new Error(`The model file ${url} could not be fetched: no connection to where this page comes from.`);
  });
  if (!response.ok) throw new Error(`The model file ${url} could not be fetched: the server answered ${response.status}.`);
  // The length of a compressed body is not that of the file.
  const encoded = response.headers.get('content-encoding');
  const total = encoded ? 0 : Number(response.headers.get('content-length') ?? 0);
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = [];
  let received = 0;
  for (const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body).getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    received += value.length;
    job.post({ received, total });
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/**
 * Advances `run` to its end, showing each state to `frame`.
 * @param {core.Run} run
 * @param {Job} job
 * @param {(run: core.Run) => Record<string, any>} frame
 */
async function runThrough(run, job, frame) {
  try {
    let since = performance.now();
    do {
      if (job.cancelled) throw new Cancelled();
      job.post(frame(run));
      if (performance.now() - since > SLICE) {
        await breath();
        since = performance.now();
      }
    } while (model().advance(run));
  } finally {
    run.free();
  }
}

/** @type {Record<string, (payload: any, job: Job) => any>} */
const actions = {
  async [ACTION.open](/** @type {string} */ url, job) {
    await init();
    const opened = new core.Engine(await download(url, job));
    // Only now: a file that cannot be read leaves the old model at work.
    engine?.free();
    engine = opened;
    return { card: engine.card(), parameters: core.parameters() };
  },
  [ACTION.ink]: (strokes) => core.ink_to_image(strokes) ?? null,
  [ACTION.example]: ({ digit, variant }) => core.example_ink(digit, variant),
  [ACTION.corrupt]({ x, kind, strength, seed }) {
    const spoilt = core.corrupt(x, kind, strength, seed);
    const copy = { image: spoilt.image, mask: spoilt.mask, squaredError: core.squared_error(spoilt.image, x) };
    spoilt.free();
    return copy;
  },
  [ACTION.seed]: () => core.fresh_seed(),
  [ACTION.restore]({ x, clean, missing, start, settings }, job) {
    const run = missing ? model().inpaint(x, missing, start, settings) : model().denoise(x, settings);
    return runThrough(run, job, (run) => {
      const picture = run.picture();
      return {
        round: run.round(),
        iteration: run.iteration(),
        squaredError: core.squared_error(picture, clean),
        picture,
        h1: run.h1(),
        h2: run.h2(),
        logJoint: run.log_joint(),
        reads: model().read(run),
      };
    });
  },
  [ACTION.dream]({ count, prior, digit, varianceScale, seed, settings }, job) {
    const run = model().dream(count, prior, digit, varianceScale, seed, settings);
    // The directed samples themselves, before the first round encodes them.
    job.post({ round: -1, iteration: 0, picture: run.x() });
    return runThrough(run, job, (run) => ({ round: run.round(), iteration: run.iteration(), picture: run.picture(), reads: model().read(run) }));
  },
};

self.addEventListener('message', async (/** @type {MessageEvent<Request>} */ event) => {
  const request = event.data;
  if ('cancel' in request) {
    const job = jobs.get(request.cancel);
    if (job) job.cancelled = true;
    return;
  }
  const { id, action, payload } = request;
  const job = { cancelled: false, post: (/** @type {any} */ frame) => self.postMessage({ id, frame }, { transfer: buffersOf(frame) }) };
  jobs.set(id, job);
  try {
    if (!(action in actions)) throw new Error(`the worker has no action "${action}"`);
    self.postMessage({ id, value: (await actions[action](payload, job)) ?? null });
  } catch (error) {
    const cancelled = error instanceof Cancelled;
    self.postMessage({ id, error: error instanceof Error ? error.message : String(error), cancelled });
    // After a trap nothing in wasm memory can be trusted: the page starts a new worker.
    if (error instanceof WebAssembly.RuntimeError) setTimeout(() => { throw error; });
  } finally {
    jobs.delete(id);
  }
});
