// The worker of the model: every bench but those that learn or spike.

import { actions as dream } from './worker/dream.js';
import { actions as engine } from './worker/engine.js';
import { actions as inside } from './worker/inside.js';
import { actions as paper } from './worker/paper.js';
import { actions as restore } from './worker/restore.js';
import { serve } from './worker/serve.js';

serve({ ...engine, ...restore, ...dream, ...paper, ...inside });
