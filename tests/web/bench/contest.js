// Times the core and its peers in one thread, in turn: `postMessage(CASE)` is answered by a list of
// `{ what, times, differences, note }`, ours first in `times`. A classic worker, since TensorFlow.js comes as scripts.
/* global importScripts */

importScripts('/npm/@tensorflow/tfjs-core/dist/tf-core.min.js', '/npm/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js');

const MODEL = '/model/default.safetensors';
const OURS = 'this core';
/** Images of a batch that learns. */
const BATCH = 100;
/** N = 15 as in the paper, with the noise and rates that hold h1 with it. */
const TRAINING = { batch_size: BATCH, n_steps: 15, noise_x: 0.4, rate_f1: 6e-5, rate_f2: 1e-3, epochs: 1000 };
/** Peers that differ by more compute something else. Sums of 32 bits in another order differ by a tenth of it. */
const TOLERANCE = 1e-5;
/** Times that everybody works before the clock runs. */
const WARM_UP = 2;

/**
 * Milliseconds that each of `contestants` took in each round. Of several `calls` in a round the first is not counted: it fetches its
 * weights into the cache, from which those of the others have driven them.
 */
async function compete(contestants, rounds, calls = 1) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [name, work] of Object.entries(contestants)) {
      for (let call = 0; call < calls; call++) {
        const from = performance.now();
        await work();
        const took = performance.now() - from;
        if (round >= 0 && (call > 0 || calls === 1)) times[name].push(took);
      }
    }
  }
  return times;
}

/** The four maps in a safetensors file, 32 bits each; 8-bit integers have a scale for each column. */
function mapsOf(bytes) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const tensor = (name) => {
    const { dtype, data_offsets: [from, to] } = header[name];
    const { buffer } = bytes.slice(8 + length + from, 8 + length + to);
    if (dtype === 'F32') return new Float32Array(buffer);
    if (dtype !== 'I8') throw new Error(`${name}: expected F32 or I8, found ${dtype}`);
    const scale = tensor(`${name}.scale`);
    return Float32Array.from(new Int8Array(buffer), (value, i) => value * scale[i % scale.length]);
  };
  const map = (name) => ({ weight: tensor(`${name}.weight`), bias: tensor(`${name}.bias`) });
  return Object.fromEntries(['f1', 'f2', 'g2', 'g1'].map((name) => [name, map(name)]));
}

const bytesOf = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());

/** Largest difference between the layers that two found: absolute, and relative where values are above 1, as some of h1 are. */
function difference(a, b) {
  let most = 0;
  for (const layer of ['h1', 'h2', 'picture']) {
    if (a[layer].length !== b[layer].length) throw new Error(`${layer}: ${a[layer].length} and ${b[layer].length} values`);
    a[layer].forEach((value, i) => (most = Math.max(most, Math.abs(value - b[layer][i]) / Math.max(1, value) || 0)));
    if (b[layer].some(Number.isNaN)) throw new Error(`${layer}: not a number`);
  }
  return most;
}

/** INFERENCE with `settings` by everybody else. */
async function peers(settings) {
  const { plain } = await import('/bench/plain.js');
  const { onnx, version } = await import('/bench/onnx.js');
  const { begin, tfjs } = await import('/bench/tfjs.js');
  const maps = mapsOf(await bytesOf(MODEL));
  return {
    [`ONNX Runtime Web ${version}`]: await onnx(maps, settings),
    [`TensorFlow.js ${await begin()}`]: tfjs(maps, settings),
    'plain JavaScript': plain(maps, settings),
  };
}

/** Checks that `contestants` find in `x` what the first finds, and lets them compete. */
async function contest(what, contestants, x, rounds, calls) {
  const [expected, ...found] = await Promise.all(Object.values(contestants).map((infer) => infer(x)));
  const names = Object.keys(contestants).slice(1);
  const differences = Object.fromEntries(names.map((name, i) => [name, difference(expected, found[i])]));
  for (const [name, most] of Object.entries(differences)) {
    if (most > TOLERANCE) throw new Error(`${what}: ${name} differs by ${most}, more than ${TOLERANCE}`);
  }
  const works = Object.fromEntries(Object.entries(contestants).map(([name, infer]) => [name, () => infer(x)]));
  return { what, differences, times: await compete(works, rounds, calls) };
}

/** What a run of the core has found in the end. */
function finished(engine, run) {
  while (engine.advance(run));
  const found = { h1: run.h(1), h2: run.h(2), picture: run.picture() };
  run.free();
  return found;
}

const cases = {
  async inference(core, engine) {
    const settings = { n_rounds: 1, n_steps: 15, step: 0.1, top_down: 0.001 };
    const contestants = { [OURS]: (x) => finished(engine, engine.denoise(x, settings)), ...await peers(settings) };
    const { images } = core.synthetic_digits(1, 0, 100);
    const found = [];
    for (const [count, rounds, calls] of [[1, 15, 5], [16, 12], [64, 8], [100, 6]]) {
      const what = `INFERENCE, ${count} image${count === 1 ? '' : 's'}`;
      found.push(await contest(what, contestants, images.slice(0, 784 * count), rounds, calls));
    }
    return found;
  },
  /** A round of GENERATE; ours draws and decodes h2 besides, and the others are given the pictures that come of it. */
  async chains(core, engine) {
    const defaults = Object.fromEntries(core.parameters().dream.map((param) => [param.name, param.default]));
    const { n_steps, step, top_down, variance_scale: scale } = defaults;
    const settings = { n_rounds: 1, n_steps, step, top_down };
    const begin = () => engine.dream(64, 'gaussian', undefined, scale, 1, settings);
    const run = begin();
    const x = run.x();
    run.free();
    return [await contest('GENERATE, 64 chains, one round', { [OURS]: () => finished(engine, begin()), ...await peers(settings) }, x, 8)];
  },
  async training(core) {
    const { begin, tfjsTraining } = await import('/bench/tfjs.js');
    const peer = `TensorFlow.js ${await begin()}`;
    const table = core.learn_parameters().settings;
    const { h1_units: _, h2_units: __, ...defaults } = Object.fromEntries(table.map(({ name, default: value }) => [name, value]));
    const training = { ...defaults, ...TRAINING };
    // One batch of images: whatever the order, every step learns from the same ones.
    const learner = new core.Learner(core.TrainingSet.synthetic(BATCH, 1), { h1_units: 1000, h2_units: 100, seed: 1, training });
    const maps = mapsOf(learner.to_bytes());
    const { images } = core.synthetic_digits(1, 0, BATCH);
    const contestants = {
      [OURS]() {
        learner.begin_batch();
        learner.compute_images(0, 1);
        learner.compute_gradients(0, 1);
        learner.apply();
        return learner.report();
      },
      [peer]: tfjsTraining(maps, training, images, { freshNoise: true }),
      [`${peer}, its noise for nothing`]: tfjsTraining(maps, training, images, { freshNoise: false }),
    };
    const [ours, ...theirs] = Object.values(contestants).map((step) => step());
    const names = Object.keys(contestants).slice(1);
    const share = (a, b) => Math.abs(a / b - 1);
    const differences = Object.fromEntries(names.map((name, i) => [name, share(theirs[i].log_joint, ours.log_joint)]));
    // The errors of maps depend on their noise, which differs.
    const same = theirs.every((report, i) =>
      differences[names[i]] <= TOLERANCE && report.map_errors.every((error, map) => share(error, ours.map_errors[map]) <= 0.05));
    if (!same) throw new Error(`not the same learning: ${JSON.stringify([ours, ...theirs])}`);
    const what = `training step, ${BATCH} images`;
    return [{ what, differences, times: await compete(contestants, 15), note: 'the difference is that of log p(x,h), relative' }];
  },
  async restoration(core, engine) {
    engine.add_mixture(await bytesOf(MODEL.replace('.', '.mixture.')));
    engine.add_restorer(await bytesOf(MODEL.replace('.', '.restorer.')));
    const rounds = core.parameters().blind[0].default;
    const { image } = core.corrupt(core.ink_to_image(core.example_ink(5, 0)), 'salt-and-pepper', 0.25, 1);
    const work = () => {
      const run = engine.restore(image, undefined, { rounds });
      while (engine.advance_restoration(run));
      run.picture();
      run.free();
    };
    const from = performance.now();
    work();
    const note = `the first of a visit, which draws the samples: ${Math.round(performance.now() - from)} ms`;
    return [{ what: `restoration with trust, ${rounds} rounds`, times: await compete({ [OURS]: work }, 20), note }];
  },
  async stdp(core) {
    const numbers = Object.fromEntries(core.stdp_parameters().curve.map((param) => [param.name, param.default]));
    const work = () => {
      const curve = new core.StdpCurve({ pairing: 'nearest', drift: 'normal', numbers }, 1);
      while (curve.pairings() < 100_000) curve.advance(1000);
      curve.free();
    };
    return [{ what: 'STDP curve, 100,000 pairings', times: await compete({ [OURS]: work }, 3) }];
  },
};

onmessage = async ({ data: name }) => {
  try {
    const core = await import('/pkg/whole/targetprop.js');
    await core.default();
    postMessage({ found: await cases[name](core, new core.Engine(await bytesOf(MODEL))) });
  } catch (error) {
    postMessage({ error: error.stack });
  }
};
