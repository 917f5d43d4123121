// Model files that tests make of the shipped one.

import { readFile } from 'node:fs/promises';

export const DEFAULT = new URL('../../www/model/default.safetensors', import.meta.url);

/** A file as Playwright hands it over. */
export const file = (name, buffer, mimeType = 'application/octet-stream') => ({ name, mimeType, buffer: Buffer.from(buffer) });

/** Header and data of a safetensors file, its card without the checksum, which what is changed would no longer have. */
function parts(bytes) {
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  const { checksum: _, ...card } = JSON.parse(header.__metadata__.card);
  header.__metadata__.card = JSON.stringify(card);
  return { header, data: bytes.subarray(8 + length) };
}

/** The file again. */
export function join({ header, data }) {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

/** A model of other sizes with small weights, all tensors in 32 bits, and the shipped model's card but for its changes. */
export async function model({ x = 784, h1, h2 }, changes = {}) {
  const { header } = parts(await readFile(DEFAULT));
  const card = { ...JSON.parse(header.__metadata__.card), architecture: { x, h1, h2 }, precision: 'f32', ...changes };
  const shapes = {
    'f1.weight': [x, h1], 'f1.bias': [h1], 'f2.weight': [h1, h2], 'f2.bias': [h2], 'g2.weight': [h2, h1], 'g2.bias': [h1], 'g1.weight': [h1, x], 'g1.bias': [x],
    'prior.mean': [h2], 'prior.variance': [h2], ...readOut(header, h1 + h2),
  };
  const tensors = { __metadata__: { card: JSON.stringify(card) } };
  const values = [];
  for (const [name, shape] of Object.entries(shapes)) {
    const count = shape.reduce((product, side) => product * side, 1);
    tensors[name] = { dtype: 'F32', shape, data_offsets: [4 * values.length, 4 * (values.length + count)] };
    for (let i = 0; i < count; i++) values.push(name.endsWith('weight') ? 0.05 * Math.sin(values.length) : 0.1);
  }
  return join({ header: tensors, data: Buffer.from(Float32Array.from(values).buffer) });
}

/** Shapes of the read-out's tensors for so many latent units. */
const readOut = (header, units) =>
  Object.fromEntries(Object.entries(header).filter(([name]) => name.startsWith('read_out.') && !name.endsWith('.scale'))
    .map(([name, { shape }]) => [name, shape.map((side) => (side % 1100 === 0 ? (side / 1100) * units : side))]));

/** The shipped model with a tensor's first value replaced. */
export async function withValue(name, value) {
  const { header, data } = parts(await readFile(DEFAULT));
  const changed = Buffer.from(data);
  changed.writeFloatLE(value, header[name].data_offsets[0]);
  return join({ header, data: changed });
}
