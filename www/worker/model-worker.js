// The worker of the model: every bench but those that learn or spike. What the first view does not need is fetched with the
// first request that does.

import { actions as engine } from './engine.js';
import { actions as restore } from './restore.js';
import { serve } from './serve.js';

serve({ ...engine, ...restore }, {
  dream: () => import('./dream.js'),
  inside: () => import('./inside.js'),
  paper: () => import('./paper.js'),
  teach: () => import('./teach.js'),
});
