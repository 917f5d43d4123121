// Times one and two workers of the page in turn, with all messages between them: runs in the page.

import { ChainPool } from '/benches/dream/chains.js';
import { Team } from '/benches/learn/team.js';
import { ModelClient, NO_MODEL_WORKER } from '/client/model-client.js';
import { ACTION } from '/client/protocol.js';

const MODEL = '/model/default.safetensors';
const WARM_UP = 3;
const ROUNDS = 20;

const fail = (error) => { throw error; };

async function modelWorker() {
  const client = new ModelClient(fail);
  await client.request(ACTION.open, { url: MODEL });
  return client;
}

/** `works[0]` is the work of one worker, `works[1]` that of two. */
async function compete(what, works) {
  const [one, two] = [[], []];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [list, work] of [[one, works[0]], [two, works[1]]]) {
      const from = performance.now();
      await work();
      if (round >= 0) list.push(performance.now() - from);
    }
  }
  return { what, times: { 'this core, two workers': two, 'one worker': one } };
}

/** A step of 64 chains through the bench's own pool, pictures brought to the page, by sampler. */
export async function chains() {
  const pools = await Promise.all([1, 2].map(async () => new ChainPool({ client: await modelWorker(), spawn: modelWorker }, fail)));
  const { samplers } = await pools[0].session.client.request(ACTION.dreamTables);
  const found = [];
  for (const { sampler, settings } of samplers) {
    const defaults = Object.fromEntries(settings.map((param) => [param.name, param.default]));
    const job = { sampler, prior: 'gaussian', digit: null, seed: 1, settings: defaults };
    const first = await Promise.all(pools.map((pool, i) => pool.start(job, 64, i + 1)));
    if (String(first[0].pictures) !== String(first[1].pictures)) throw new Error(`${sampler}: one worker and two differ`);
    found.push(await compete(`64 chains, ${sampler}, a step`, pools.map((pool) => () => pool.step(1, 0, false))));
  }
  return found;
}

/** A step of learning, at the sizes of `train` and of Learn as it opens. */
export async function training() {
  const core = await import('/pkg/whole/targetprop.js');
  await core.default();
  const { settings, paper_size: paper } = core.learn_parameters();
  const sized = ([h1, h2, ...training], more) => ({ h1_units: h1.default, h2_units: h2.default, seed: 1,
    training: { ...Object.fromEntries(training.map((param) => [param.name, param.default])), ...more } });
  const spawn = async (onCrash) => {
    const client = new ModelClient(onCrash, NO_MODEL_WORKER);
    await client.request(ACTION.start);
    return client;
  };
  const found = [];
  // The paper's N = 15, with the noise and the rate that hold it.
  for (const wish of [sized(paper, { n_steps: 15, noise_x: 0.4, rate_f1: 6e-5, rate_f2: 1e-3 }), sized(settings)]) {
    const teams = [1, 2].map(() => new Team(spawn, () => {}));
    await Promise.all(teams.map((team, i) => team.open(i + 1, { source: { kind: 'synthetic', count: 2000, seed: 1 }, settings: wish })));
    let until = 0;
    const works = teams.map((team, i) => () => team.steps(i === 0 ? ++until : until));
    const { n_steps: steps, batch_size: batch } = wish.training;
    found.push(await compete(`training step, ${batch} images, 784-${wish.h1_units}-${wish.h2_units}, N = ${steps}`, works));
    teams.forEach((team) => team.close());
  }
  return found;
}
