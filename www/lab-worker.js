// The worker of the learn and the STDP bench, with the core that can do both: it needs no model.

import init from './pkg/lab/targetprop.js';
import { ACTION } from './protocol.js';
import { actions as learn } from './worker/learn.js';
import { serve } from './worker/serve.js';
import { actions as stdp } from './worker/stdp.js';

serve({ ...learn, ...stdp, [ACTION.start]: () => init().then(() => null) });
