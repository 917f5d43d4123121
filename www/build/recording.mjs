// Makes the learning run with which Learn opens, www/benches/learn/recording.json and recording.idx.gz: as the bench learns with its
// defaults, at some points on the way. With --check, fails where its first points are not what the core gives now.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as core from '../pkg/whole/targetprop.js';

const place = (name) => fileURLToPath(new URL(name, import.meta.url));
const NUMBERS = place('../benches/learn/recording.json');
const PICTURES = place('../benches/learn/recording.idx.gz');

/** Batches after which the network is looked at: often at first, as long as there is much to see. */
const POINTS = [0, 10, 40, 100, 200, 400, 800, 1600, 2800, 4000];
/** How many of them are checked: what goes wrong shows in the first batches. */
const CHECKED = 3;
/** Pictures of each kind: a row or two of the bench. */
const COUNTS = { digits: 10, dreams: 20, filters: 10 };
/** Levels of a pixel above 0, an even number so that a weight of 0 has one; coarse, so that the pictures are light. */
const LEVELS = 6;
const SEED = 1;
const SIDE = 28;
const PIXELS = SIDE * SIDE;

const levels = (values) => Array.from(values, (value) => Math.round(Math.min(1, Math.max(0, value)) * LEVELS));

/** Weights by the largest of each filter, from 0 to 1. */
function filters(weights) {
  const rows = Array.from({ length: weights.length / PIXELS }, (_, i) => weights.subarray(PIXELS * i, PIXELS * (i + 1)));
  return rows.flatMap((row) => {
    const most = row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    return Array.from(row, (weight) => (weight / most + 1) / 2);
  });
}

/** The run at the first `count` points: its numbers, and the levels of its pictures. */
function recorded(count) {
  const { images, settings: [h1, h2, ...training] } = core.learn_parameters();
  const values = Object.fromEntries(training.map((param) => [param.name, param.default]));
  const settings = { h1_units: h1.default, h2_units: h2.default, seed: SEED, training: values };
  const set = core.TrainingSet.synthetic(images.default, SEED);
  const meanFill = set.summary().mean_fill;
  const learner = new core.Learner(set, settings);
  const pictures = levels(learner.held_out_digits(COUNTS.digits));
  const points = POINTS.slice(0, count).map((batches) => {
    while (learner.state().steps < batches) {
      learner.begin_batch();
      learner.compute_images(0, 1);
      learner.compute_gradients(0, 1);
      learner.apply();
    }
    const { log_joint: logJoint, reconstruction, inpainting } = learner.measure();
    pictures.push(...levels(learner.dreams(COUNTS.dreams, SEED)), ...levels(learner.rebuilt(COUNTS.digits)),
      ...levels(filters(learner.filters(COUNTS.filters))));
    return { images: (batches * values.batch_size) / 1000, logJoint, reconstruction, inpainting, maps: learner.report()?.map_errors ?? [] };
  });
  learner.free();
  return { numbers: { units: [PIXELS, h1.default, h2.default], images: images.default, levels: LEVELS, counts: COUNTS, meanFill, points },
    pictures: Uint8Array.from(pictures) };
}

/** An IDX file of images. */
function idx(pictures) {
  const head = Buffer.from([0, 0, 8, 3, ...Array(12)]);
  [pictures.length / PIXELS, SIDE, SIDE].forEach((size, i) => head.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([head, pictures]);
}

core.initSync({ module: readFileSync(place('../pkg/whole/targetprop_bg.wasm')) });
if (process.argv.includes('--check')) {
  const { numbers, pictures } = recorded(CHECKED);
  const known = JSON.parse(readFileSync(NUMBERS, 'utf8'));
  const head = idx(pictures).length - pictures.length;
  const same = JSON.stringify({ ...known, points: known.points.slice(0, CHECKED) }) === JSON.stringify(numbers)
    && gunzipSync(readFileSync(PICTURES)).subarray(head, head + pictures.length).equals(pictures);
  if (!same) {
    console.error('the recording of Learn is not what the bench gives now: run ./build.sh recording');
    process.exit(1);
  }
} else {
  const { numbers, pictures } = recorded(POINTS.length);
  writeFileSync(NUMBERS, `${JSON.stringify(numbers, null, 1)}\n`);
  writeFileSync(PICTURES, gzipSync(idx(pictures), { level: 9 }));
}
