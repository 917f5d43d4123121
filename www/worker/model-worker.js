// The worker of the model: every bench but those that learn or spike.

import { actions as dream } from './dream.js';
import { actions as engine } from './engine.js';
import { actions as inside } from './inside.js';
import { actions as paper } from './paper.js';
import { actions as restore } from './restore.js';
import { serve } from './serve.js';

serve({ ...engine, ...restore, ...dream, ...paper, ...inside });
