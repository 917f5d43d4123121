// The worker of the learn and the STDP bench and of files, the visitor's and those that are saved, with the core that can do all
// three: it needs no model.

import init from './pkg/lab/targetprop.js';
import { ACTION } from './protocol.js';
import { actions as files } from './worker/files.js';
import { starter } from './worker/fetch.js';
import { actions as learn } from './worker/learn.js';
import { actions as photo } from './worker/photo.js';
import { serve } from './worker/serve.js';
import { actions as stdp } from './worker/stdp.js';

const start = starter(init, new URL('./pkg/lab/targetprop_bg.wasm', import.meta.url).href);

serve({ ...learn, ...stdp, ...photo, ...files, [ACTION.start]: (_, job) => start(job).then(() => null) });
