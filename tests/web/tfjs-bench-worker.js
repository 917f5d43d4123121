// Learns the same network from the same images by the same local updates, with the core and with TensorFlow.js in
// turn. A classic worker, since TensorFlow.js comes as scripts; the core is a module that it imports.
/* global importScripts, tf */

importScripts('/tfjs/tf-core.min.js', '/tfjs/tf-backend-wasm.min.js');

const BATCH = 100;
const WARM_UP = 3;
const ROUNDS = 25;
const SIZES = { x: 784, h1: 1000, h2: 100 };
/** N = 15 as in the paper, with the noise and rates that hold h1 with it. */
const SETTINGS = { batch_size: BATCH, n_steps: 15, noise_x: 0.4, rate_f1: 6e-5, rate_f2: 1e-3 };

/** The core's learner on its own digits, one worker alone. */
function ours(core) {
  const table = core.learn_parameters().settings;
  const training = Object.fromEntries(table.map(({ name, default: value }) => [name, value]));
  delete training.h1_units;
  delete training.h2_units;
  Object.assign(training, SETTINGS, { epochs: 1000 });
  // One batch of images: whatever the order, every step learns from the same ones.
  const set = core.TrainingSet.synthetic(BATCH, 1);
  const learner = new core.Learner(set, { h1_units: SIZES.h1, h2_units: SIZES.h2, seed: 1, training });
  const step = () => {
    learner.begin_batch();
    learner.compute_images(0, 1);
    learner.compute_gradients(0, 1);
    learner.apply();
    return learner.report();
  };
  return { start: checkpoint(learner.to_bytes()), training, step };
}

/** The 32-bit tensors of a safetensors file, by name. */
function checkpoint(bytes) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  return (name) => {
    const { dtype, shape, data_offsets: [from, to] } = header[name];
    if (dtype !== 'F32') throw new Error(`${name}: expected 32 bits, found ${dtype}`);
    return tf.tensor(new Float32Array(bytes.slice(8 + length + from, 8 + length + to).buffer), shape);
  };
}

/** Alg. 2 in TensorFlow.js from the same start: fused products, one Adam for each map's rate. */
function theirs(core, start, training, { freshNoise }) {
  const { images } = core.synthetic_digits(1, 0, BATCH);
  const x = tf.tensor(images, [BATCH, SIZES.x]);
  const label = freshNoise ? 'noisy' : 'quiet';
  const maps = Object.fromEntries(['f1', 'f2', 'g2', 'g1'].map((name) => [name, {
    weight: tf.variable(start(`${name}.weight`), true, `${label}.${name}.weight`),
    bias: tf.variable(start(`${name}.bias`), true, `${label}.${name}.bias`),
    adam: tf.train.adam(training[`rate_${name}`], training.adam_beta1, training.adam_beta2, training.adam_epsilon),
  }]));
  const product = ({ weight: b, bias }, a, activation) => tf.fused.matMul({ a, b, bias, activation });
  const softplus = (map, a) => tf.softplus(product(map, a, 'linear'));
  const sigmoid = (map, a) => product(map, a, 'sigmoid');
  const f1 = (v) => softplus(maps.f1, v);
  const f2 = (v) => sigmoid(maps.f2, v);
  const g2 = (v) => softplus(maps.g2, v);
  const g1 = (v) => sigmoid(maps.g1, v);

  /** Noise anew for every batch, or drawn once: then its cost does not count. */
  const noise = (draw) => {
    if (freshNoise) return draw;
    const once = draw();
    return () => once;
  };
  const noiseX = noise(() => tf.randomNormal([BATCH, SIZES.x], 0, training.noise_x));
  const noiseH1 = noise(() => tf.randomNormal([BATCH, SIZES.h1], 0, training.noise_h1));
  const uniform = noise(() => tf.randomUniform([training.spikes, BATCH, SIZES.h2]));

  const eStep = () => {
    const fromX = f1(x);
    let h1 = fromX;
    let h2 = f2(h1);
    let fromH2 = g2(h2);
    for (let i = 0; i < training.n_steps; i++) {
      h2 = tf.clipByValue(tf.add(h2, tf.mul(training.step, tf.sub(f2(h1), f2(fromH2)))), 0, 1);
      fromH2 = g2(h2);
      const up = tf.mul(training.step, tf.sub(fromX, f1(g1(h1))));
      h1 = tf.relu(tf.add(tf.add(h1, up), tf.mul(training.top_down, tf.sub(fromH2, h1))));
    }
    return { h1, h2, fromH2 };
  };
  const halfSquare = (a, b) => tf.div(tf.sum(tf.squaredDifference(a, b)), 2 * BATCH);
  const slopes = {
    softplus: (y) => tf.sub(1, tf.exp(tf.neg(y))),
    sigmoid: (y) => tf.mul(y, tf.sub(1, y)),
  };
  const gradient = (forward, slope, input, target) => {
    const output = forward(input);
    const error = tf.sub(output, target);
    const delta = tf.div(tf.mul(error, slope(output)), BATCH);
    // Transposed first: TensorFlow.js multiplies by a transposed view ten times slower.
    const weight = tf.matMul(tf.transpose(input), delta);
    return { weight, bias: tf.sum(delta, 0), error: tf.div(tf.sum(tf.square(error)), BATCH) };
  };
  const step = () => tf.tidy(() => {
    const { h1, h2, fromH2 } = eStep();
    const logJoint = tf.neg(tf.add(halfSquare(x, g1(h1)), halfSquare(h1, fromH2)));
    const spikes = tf.mean(tf.cast(tf.less(uniform(), h2), 'float32'), 0);
    const found = {
      f1: gradient(f1, slopes.softplus, tf.add(x, noiseX()), h1),
      f2: gradient(f2, slopes.sigmoid, h1, h2),
      g2: gradient(g2, slopes.softplus, spikes, h1),
      g1: gradient(g1, slopes.sigmoid, tf.add(h1, noiseH1()), x),
    };
    for (const [name, { weight, bias }] of Object.entries(found)) {
      maps[name].adam.applyGradients({ [maps[name].weight.name]: weight, [maps[name].bias.name]: bias });
    }
    const map_errors = Object.values(found).map(({ error }) => error.dataSync()[0]);
    return { log_joint: logJoint.dataSync()[0], map_errors };
  });
  return { step };
}

/** Refuses to compare programs that compute different things. */
function checkSame(a, b) {
  const near = (p, q, tolerance) => Math.abs(p - q) <= tolerance * Math.abs(q);
  // The errors of maps depend on their noise, which differs.
  const same = near(a.log_joint, b.log_joint, 1e-3) && a.map_errors.every((error, i) => near(error, b.map_errors[i], 0.05));
  if (!same) throw new Error(`not the same learning: ${JSON.stringify(a)} and ${JSON.stringify(b)}`);
}

async function run() {
  const core = await import('/pkg/whole/targetprop.js');
  await core.default();
  tf.wasm.setWasmPaths('/tfjs/');
  await tf.setBackend('wasm');
  await tf.ready();
  if (!await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) throw new Error('TensorFlow.js found no SIMD');
  const learner = ours(core);
  const rival = theirs(core, learner.start, learner.training, { freshNoise: true });
  const quiet = theirs(core, learner.start, learner.training, { freshNoise: false });
  const candidates = { 'this core': learner.step, 'TensorFlow.js': rival.step, 'TensorFlow.js, noise for nothing': quiet.step };
  const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    const reports = [];
    for (const [name, step] of Object.entries(candidates)) {
      const from = performance.now();
      reports.push(step());
      if (i >= WARM_UP) times[name].push(performance.now() - from);
    }
    if (i === 0) reports.slice(1).forEach((report) => checkSame(report, reports[0]));
  }
  const digits = [];
  for (let i = 0; i < ROUNDS; i++) {
    const from = performance.now();
    core.synthetic_digits(1, i * 250, 250);
    digits.push(performance.now() - from);
  }
  return { version: tf.version_core, batch: BATCH, times, digits, made: 250 };
}

run().then((result) => postMessage(result), (error) => postMessage({ error: error.stack }));
