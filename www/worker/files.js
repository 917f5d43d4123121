// Files of the visitor's, told by what is in them, and pictures as files.

import * as core from '../pkg/lab/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { fromStart } from './start.js';

/** @type {import('./job.js').Actions} */
export const actions = {
  [ACTION.fileKind]: (/** @type {{ file: Blob, size: number }} */ { file, size }) =>
    fromStart(file, size, (start) => /** @type {import('../client/protocol.js').FileKind | null} */ (core.file_kind(start, size))),
  [ACTION.pngFile]: (/** @type {{ pixels: Uint8ClampedArray, width: number, times: number }} */ { pixels, width, times }) =>
    core.png_file(new Uint8Array(pixels), width, times),
};
