// The worker of the learn and the STDP bench and of files, the visitor's and those that are saved, with the core that can do all
// three: it needs no model.

import init from '../pkg/whole/targetprop.js';
import { ACTION } from '../client/protocol.js';
import { actions as files } from './files.js';
import { starter } from './fetch.js';
import { actions as learn } from './learn.js';
import { actions as photo } from './photo.js';
import { serve } from './serve.js';
import { actions as stdp } from './stdp.js';

const start = starter(init, new URL('../pkg/whole/targetprop_bg.wasm', import.meta.url).href);

serve({ ...learn, ...stdp, ...photo, ...files, [ACTION.start]: (_, job) => start(job).then(() => null) });
