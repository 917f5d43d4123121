// INFERENCE in plain JavaScript on typed arrays.

const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/**
 * `activation(input · W + b)`, row by row of `input` `(B, in)`. Four rows of W at a time are twice as fast as one, and as scalar
 * products; every layer's input is a multiple of four.
 */
function layer({ weight, bias }, activation, input) {
  const width = bias.length;
  const height = weight.length / width;
  const output = new Float32Array((input.length / height) * width);
  for (let row = 0; row * height < input.length; row++) {
    const sums = output.subarray(row * width, (row + 1) * width);
    sums.set(bias);
    for (let k = 0; k < height; k += 4) {
      const [a, b, c, d] = input.subarray(row * height + k, row * height + k + 4);
      const from = k * width;
      for (let j = 0; j < width; j++) {
        const at = from + j;
        sums[j] += a * weight[at] + b * weight[at + width] + c * weight[at + 2 * width] + d * weight[at + 3 * width];
      }
    }
    for (let j = 0; j < width; j++) sums[j] = activation(sums[j]);
  }
  return output;
}

/** @param {Record<string, { weight: Float32Array, bias: Float32Array }>} maps */
export function plain(maps, { n_steps: steps, step, top_down: topDown }) {
  const f1 = (v) => layer(maps.f1, softplus, v);
  const f2 = (v) => layer(maps.f2, sigmoid, v);
  const g2 = (v) => layer(maps.g2, softplus, v);
  const g1 = (v) => layer(maps.g1, sigmoid, v);
  return (x) => {
    const fromX = f1(x);
    let h1 = fromX;
    let h2 = f2(h1);
    let fromH2 = g2(h2);
    let picture = g1(h1);
    for (let i = 0; i < steps; i++) {
      const [target2, rebuilt2] = [f2(h1), f2(fromH2)];
      h2 = h2.map((h, j) => Math.min(1, Math.max(0, h + step * (target2[j] - rebuilt2[j]))));
      fromH2 = g2(h2);
      const rebuilt1 = f1(picture);
      h1 = h1.map((h, j) => Math.max(0, h + step * (fromX[j] - rebuilt1[j]) + topDown * (fromH2[j] - h)));
      picture = g1(h1);
    }
    return { h1, h2, picture };
  };
}
