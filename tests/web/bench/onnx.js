// INFERENCE in ONNX Runtime Web: a graph made of the core's weights, in which a Loop holds the iteration. So each matrix is packed once
// for all iterations, and nothing crosses between JavaScript and WebAssembly in between.

import * as ort from '/npm/onnxruntime-web/dist/ort.wasm.bundle.min.mjs';

/** Protocol buffers as ONNX has them: fields are `[number, value]`; a number is an integer, a list is a message of its own. */
function message(fields) {
  const bytes = [];
  const varint = (value) => {
    for (; value > 127; value >>>= 7) bytes.push([(value & 127) | 128]);
    bytes.push([value]);
  };
  for (const [number, value] of fields) {
    if (typeof value === 'number') {
      varint(number << 3);
      varint(value);
      continue;
    }
    const body = typeof value === 'string' ? new TextEncoder().encode(value) : Array.isArray(value) ? message(value) : value;
    varint((number << 3) | 2);
    varint(body.length);
    bytes.push(body);
  }
  const whole = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of bytes) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// Numbers of fields, operators and types are those of onnx.proto.
const [FLOAT, INT64, BOOL] = [1, 7, 9];
const tensor = (name, type, shape, values) => [...shape.map((size) => [1, size]), [2, type], [8, name], [9, new Uint8Array(values.buffer)]];
const value = (name, type, shape) => [[1, name], [2, [[1, [[1, type], [2, shape.map((size) => [1, size])]]]]]];
const attribute = (name, graph) => [[1, name], [6, graph], [20, 5]];
const node = (op, inputs, outputs, attributes = []) =>
  [...inputs.map((name) => [1, name]), ...outputs.map((name) => [2, name]), [4, op], ...attributes.map((found) => [5, found])];
const graph = (nodes, inputs, outputs, tensors = []) => [...nodes.map((found) => [1, found]), [2, 'graph'],
  ...tensors.map((found) => [5, found]), ...inputs.map((found) => [11, found]), ...outputs.map((found) => [12, found])];

/** The layers of Alg. 2 as nodes, which are added to `nodes`; their outputs bear the name of the `part` and numbers. */
function maker(part, nodes) {
  const add = (op, ...inputs) => {
    const output = `${part}-${nodes.length}`;
    nodes.push(node(op, inputs, [output]));
    return output;
  };
  const map = (name, activation) => (input) => add(activation, add('Gemm', input, `${name}.weight`, `${name}.bias`));
  return { add, f1: map('f1', 'Softplus'), f2: map('f2', 'Sigmoid'), g2: map('g2', 'Softplus'), g1: map('g1', 'Sigmoid') };
}

/** @param {Record<string, { weight: Float32Array, bias: Float32Array }>} maps */
function model(maps, { n_steps: steps, step, top_down: topDown }) {
  const rows = [[2, 'B']];
  const wide = (width) => [rows, [[1, width]]];
  const [x, h1, h2] = [maps.g1.bias.length, maps.f1.bias.length, maps.f2.bias.length];
  /** What the iterations hand on: the latents, and what they say of the layer below. */
  const state = [['h1', h1], ['h2', h2], ['fromH2', h1], ['picture', x]];

  const inside = [];
  const next = maker('iteration', inside);
  const moved2 = next.add('Mul', 'step', next.add('Sub', next.f2('h1'), next.f2('fromH2')));
  const nextH2 = next.add('Clip', next.add('Add', 'h2', moved2), 'zero', 'one');
  const nextFromH2 = next.g2(nextH2);
  const moved1 = next.add('Mul', 'step', next.add('Sub', 'fromX', next.f1('picture')));
  const pulled = next.add('Mul', 'topDown', next.add('Sub', nextFromH2, 'h1'));
  const nextH1 = next.add('Relu', next.add('Add', next.add('Add', 'h1', moved1), pulled));
  const going = next.add('Identity', 'going');
  const after = [nextH1, nextH2, nextFromH2, next.g1(nextH1)];
  const iteration = graph(inside,
    [value('i', INT64, []), value('going', BOOL, []), ...state.map(([name, width]) => value(name, FLOAT, wide(width)))],
    [value(going, BOOL, []), ...state.map(([, width], i) => value(after[i], FLOAT, wide(width)))]);

  const nodes = [];
  const start = maker('start', nodes);
  nodes.push(node('Identity', [start.f1('x')], ['fromX']));
  const startH2 = start.f2('fromX');
  nodes.push(node('Loop', ['steps', '', 'fromX', startH2, start.g2(startH2), start.g1('fromX')],
    state.map(([name]) => `${name}-found`), [attribute('body', iteration)]));
  const tensors = [
    tensor('steps', INT64, [], BigInt64Array.of(BigInt(steps))),
    ...Object.entries({ step, topDown, zero: 0, one: 1 }).map(([name, number]) => tensor(name, FLOAT, [], Float32Array.of(number))),
    ...Object.entries(maps).flatMap(([name, { weight, bias }]) => [
      tensor(`${name}.weight`, FLOAT, [weight.length / bias.length, bias.length], weight),
      tensor(`${name}.bias`, FLOAT, [bias.length], bias),
    ]),
  ];
  const outputs = state.map(([name, width]) => value(`${name}-found`, FLOAT, wide(width)));
  return message([[1, 8], [7, graph(nodes, [value('x', FLOAT, wide(x))], outputs, tensors)], [8, [[1, ''], [2, 17]]]]);
}

export const version = ort.env.versions.web;

/** @param {Record<string, { weight: Float32Array, bias: Float32Array }>} maps */
export async function onnx(maps, settings) {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = '/npm/onnxruntime-web/dist/';
  const session = await ort.InferenceSession.create(model(maps, settings), { executionProviders: ['wasm'] });
  const wanted = ['h1-found', 'h2-found', 'picture-found'];
  return async (values) => {
    const x = new ort.Tensor('float32', values, [values.length / maps.g1.bias.length, maps.g1.bias.length]);
    const found = await session.run({ x }, wanted);
    const [h1, h2, picture] = wanted.map((name) => found[name].data);
    return { h1, h2, picture };
  };
}
