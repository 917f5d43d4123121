// Images learned per second in one worker, beside TensorFlow.js on its wasm backend: interleaved in one run.

import { fileURLToPath } from 'node:url';
import { inWorker, median } from './bench-page.mjs';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const tfjs = (path) => file(`./node_modules/@tensorflow/${path}`);
const WASM = 'tfjs-backend-wasm.wasm';

const { browser, result } = await inWorker('/tfjs-bench-worker.js', 'classic', {
  '/tfjs-bench-worker.js': { path: file('./tfjs-bench-worker.js') },
  '/tfjs/tf-core.min.js': { path: tfjs('tfjs-core/dist/tf-core.min.js') },
  '/tfjs/tf-backend-wasm.min.js': { path: tfjs('tfjs-backend-wasm/dist/tf-backend-wasm.min.js') },
  [`/tfjs/${WASM}`]: { path: tfjs(`tfjs-backend-wasm/dist/${WASM}`) },
  '/tfjs/tfjs-backend-wasm-simd.wasm': { path: tfjs('tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm') },
});
if (result.error) throw new Error(result.error);
const { version, batch, times, digits, made } = result;
console.log(`Chromium ${browser}, TensorFlow.js ${version}, one thread of a worker: 784-1000-100, N = 15, batches of ${batch}`);
const [own] = Object.values(times).map(median);
for (const [name, list] of Object.entries(times)) {
  const perSecond = Math.round((1000 * batch) / median(list));
  const best = Math.round((1000 * batch) / Math.min(...list));
  const ratio = (median(list) / own).toFixed(2);
  console.log(`${name.padEnd(34)} median ${perSecond} images/s, best ${best}; this core is ${ratio} times as fast`);
}
console.log(`${'synthetic digits made'.padEnd(34)} median ${Math.round((1000 * made) / median(digits))} images/s`);
