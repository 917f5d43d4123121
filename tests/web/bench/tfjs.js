// INFERENCE and a step of TRAIN (Alg. 2) in TensorFlow.js on its wasm backend, with fused products.
/* global tf */

export async function begin() {
  tf.wasm.setWasmPaths('/npm/@tensorflow/tfjs-backend-wasm/dist/');
  await tf.setBackend('wasm');
  await tf.ready();
  if (!await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) throw new Error('TensorFlow.js found no SIMD');
  return tf.version_core;
}

/** The four maps as variables, and as functions of rows. @param {Record<string, { weight: Float32Array, bias: Float32Array }>} maps */
function network(maps) {
  const variables = Object.fromEntries(Object.entries(maps).map(([name, { weight, bias }]) =>
    [name, { weight: tf.variable(tf.tensor(weight, [weight.length / bias.length, bias.length])), bias: tf.variable(tf.tensor(bias)) }]));
  const product = ({ weight: b, bias }, a, activation) => tf.fused.matMul({ a, b, bias, activation });
  const softplus = (name) => (v) => tf.softplus(product(variables[name], v, 'linear'));
  const sigmoid = (name) => (v) => product(variables[name], v, 'sigmoid');
  return { variables, f1: softplus('f1'), f2: sigmoid('f2'), g2: softplus('g2'), g1: sigmoid('g1') };
}

function inference({ f1, f2, g2, g1 }, x, { n_steps: steps, step, top_down: topDown }) {
  const fromX = f1(x);
  let h1 = fromX;
  let h2 = f2(h1);
  let fromH2 = g2(h2);
  let picture = g1(h1);
  for (let i = 0; i < steps; i++) {
    h2 = tf.clipByValue(tf.add(h2, tf.mul(step, tf.sub(f2(h1), f2(fromH2)))), 0, 1);
    fromH2 = g2(h2);
    const up = tf.mul(step, tf.sub(fromX, f1(picture)));
    h1 = tf.relu(tf.add(tf.add(h1, up), tf.mul(topDown, tf.sub(fromH2, h1))));
    picture = g1(h1);
  }
  return { h1, h2, fromH2, picture };
}

export function tfjs(maps, settings) {
  const net = network(maps);
  const width = maps.g1.bias.length;
  return (values) => tf.tidy(() => {
    const { h1, h2, picture } = inference(net, tf.tensor(values, [values.length / width, width]), settings);
    return { h1: h1.dataSync(), h2: h2.dataSync(), picture: picture.dataSync() };
  });
}

/** Learns from `images`, with one Adam for each map's rate. `freshNoise` is drawn for every batch; else once, and costs nothing. */
export function tfjsTraining(maps, training, images, { freshNoise }) {
  const { variables, ...net } = network(maps);
  const { f1, f2, g2, g1 } = net;
  const width = maps.g1.bias.length;
  const batch = images.length / width;
  const x = tf.tensor(images, [batch, width]);
  const adams = Object.fromEntries(Object.keys(maps).map((name) =>
    [name, tf.train.adam(training[`rate_${name}`], training.adam_beta1, training.adam_beta2, training.adam_epsilon)]));
  const noise = (draw) => {
    const once = freshNoise ? null : draw();
    return () => once ?? draw();
  };
  const noiseX = noise(() => tf.randomNormal([batch, width], 0, training.noise_x));
  const noiseH1 = noise(() => tf.randomNormal([batch, maps.f1.bias.length], 0, training.noise_h1));
  const uniform = noise(() => tf.randomUniform([training.spikes, batch, maps.f2.bias.length]));

  const halfSquare = (a, b) => tf.div(tf.sum(tf.squaredDifference(a, b)), 2 * batch);
  const slopes = {
    softplus: (y) => tf.sub(1, tf.exp(tf.neg(y))),
    sigmoid: (y) => tf.mul(y, tf.sub(1, y)),
  };
  const gradient = (forward, slope, input, target) => {
    const output = forward(input);
    const error = tf.sub(output, target);
    const delta = tf.div(tf.mul(error, slope(output)), batch);
    // Transposed first: TensorFlow.js multiplies by a transposed view ten times slower.
    const weight = tf.matMul(tf.transpose(input), delta);
    return { weight, bias: tf.sum(delta, 0), error: tf.div(tf.sum(tf.square(error)), batch) };
  };
  return () => tf.tidy(() => {
    const { h1, h2, fromH2, picture } = inference(net, x, training);
    const logJoint = tf.neg(tf.add(halfSquare(x, picture), halfSquare(h1, fromH2)));
    const spikes = tf.mean(tf.cast(tf.less(uniform(), h2), 'float32'), 0);
    const found = {
      f1: gradient(f1, slopes.softplus, tf.add(x, noiseX()), h1),
      f2: gradient(f2, slopes.sigmoid, h1, h2),
      g2: gradient(g2, slopes.softplus, spikes, h1),
      g1: gradient(g1, slopes.sigmoid, tf.add(h1, noiseH1()), x),
    };
    for (const [name, { weight, bias }] of Object.entries(found)) {
      const { weight: w, bias: b } = variables[name];
      adams[name].applyGradients({ [w.name]: weight, [b.name]: bias });
    }
    return { log_joint: logJoint.dataSync()[0], map_errors: Object.values(found).map(({ error }) => error.dataSync()[0]) };
  });
}
