// Files of the visitor's, told by what is in them, and pictures as files.

import * as core from '../pkg/whole/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { fromStart } from './start.js';

/** @type {import('./job.js').Actions} */
export const actions = {
  // Of a whole file the core always knows it.
  [ACTION.fileKind]: async ({ file, size }) =>
    /** @type {import('../client/protocol.js').FileKind} */ (await fromStart(file, size, (start) => core.file_kind(start, size))),
  [ACTION.pngFile]: ({ pixels, width, times }) =>
    /** @type {Uint8Array<ArrayBuffer>} */ (core.png_file(new Uint8Array(pixels), width, times)),
};
