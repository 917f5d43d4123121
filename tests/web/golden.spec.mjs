// The shipped WebAssembly computes what the native library computes, to the bit: every sum runs in the
// same order, without fused multiplication, and the activations are polynomials of the core's own.

import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';

const golden = JSON.parse(await readFile(new URL('./golden.json', import.meta.url), 'utf8'));

test('WebAssembly gives the native result to the bit', async ({ page }) => {
  await page.goto('/');
  const computed = await page.evaluate(async () => {
    const core = await import('/pkg/targetprop.js');
    await core.default();
    const read = async (name) => new Uint8Array(await (await fetch(`/model/${name}.safetensors`)).arrayBuffer());
    const engine = new core.Engine(await read('default'));
    engine.add_mixture(await read('default.mixture'));
    engine.add_restorer(await read('default.restorer'));
    const bits = (values) => Array.from(new Uint32Array(values.buffer, values.byteOffset, values.length));
    const finish = (run) => {
      while (engine.advance(run));
      return run;
    };
    const settings = { n_rounds: 2, n_steps: 4, step: 0.1, top_down: 0.3 };
    const image = core.ink_to_image(core.example_ink(3, 1));
    const { image: spoilt, mask } = core.corrupt(image, 'random-pixels', 0.5, 5);
    const inpainted = finish(engine.inpaint(spoilt, mask, 'noise', settings));
    const restored = engine.restore(spoilt, undefined, { rounds: 3 });
    while (engine.advance_restoration(restored));
    const dreams = finish(engine.dream(3, 'gaussian', undefined, 4, 6, settings));
    const sevens = finish(engine.dream(3, 'mixture', 7, 1, 6, { ...settings, n_rounds: 0 }));
    const noise = new core.Noise(0.01, 7);
    const noisy = engine.denoise(image, settings);
    while (engine.advance_noisy(noisy, noise));
    const defaults = Object.fromEntries(core.laboratory().samplers.map(({ sampler, settings }) =>
      [sampler, { ...Object.fromEntries(settings.map((param) => [param.name, param.default])), variance_scale: 1 }]));
    const chains = (sampler) => {
      const running = engine.chains(sampler, 'mixture', undefined, defaults[sampler], 8, 3, 2);
      for (let i = 0; i < 10; i++) engine.advance_chains(running);
      return bits(engine.chain_pictures(running));
    };
    const lesions = { silent_h1: 0.3, silent_h2: 0, feedback_g1: 1, feedback_g2: 0.5, mismatch_g1: 0.2, mismatch_g2: 0 };
    const broken = engine.lesioned(lesions, [[1], [2]], 9);
    const without = broken.denoise(image, settings);
    while (broken.advance(without));
    return {
      restored: bits(restored.picture()),
      trust: bits(restored.trust()),
      restoration_log_joint: bits(engine.restoration_log_joint(restored)),
      noisy: bits(noisy.picture()),
      latent_chain: chains('latent-chain'),
      joint_chain: chains('joint-chain'),
      morphed: bits(engine.morph(image, sevens.picture().slice(0, 784), 3).through_h2),
      along: bits(engine.along_directions(engine.h2_directions(2), undefined, new Float32Array([1, -2]))),
      lesioned: bits(without.picture()),
      image: bits(image),
      spoilt: bits(spoilt),
      inpainted: bits(inpainted.picture()),
      h1: bits(inpainted.h(1)),
      h2: bits(inpainted.h(2)),
      dreams: bits(dreams.picture()),
      sevens: bits(sevens.picture()),
      reads: bits(engine.read(inpainted)),
    };
  });
  expect(Object.keys(computed).sort()).toEqual(Object.keys(golden).sort());
  for (const name of Object.keys(golden)) expect(computed[name], name).toEqual(golden[name]);
});

test('what is out of range is refused by name', async ({ page }) => {
  await page.goto('/');
  const answers = await page.evaluate(async () => {
    const core = await import('/pkg/targetprop.js');
    await core.default();
    const read = async (name) => new Uint8Array(await (await fetch(`/model/${name}.safetensors`)).arrayBuffer());
    const engine = new core.Engine(await read('default'));
    const whole = new core.Engine(await read('default'));
    whole.add_mixture(await read('default.mixture'));
    const blank = new Float32Array(784);
    const settings = { n_rounds: 1, n_steps: 1, step: 0.1, top_down: 0.3 };
    const intact = { silent_h1: 0, silent_h2: 0, feedback_g1: 0, feedback_g2: 0, mismatch_g1: 0, mismatch_g2: 0 };
    const without = 'expected the mixture of this model';
    const attempts = [
      [() => engine.denoise(new Float32Array(7), settings), 'expected images of 784 values, found 7 values'],
      [() => engine.denoise(blank.map(() => NaN), settings), 'expected pixels between 0 and 1, found NaN'],
      [() => engine.denoise(blank, { ...settings, n_steps: 1e6 }), 'n_steps must lie between 0 and 200, found 1000000'],
      [() => engine.denoise(blank, { ...settings, step: NaN }), 'step must lie between 0 and 1, found NaN'],
      [() => engine.denoise(blank, {}), 'missing field `n_rounds`'],
      [() => engine.inpaint(blank, new Uint8Array(3), 'noise', settings), 'mask: expected 784 values, found 3'],
      [() => engine.inpaint(blank, new Uint8Array(784), 'luck', settings), 'unknown variant `luck`, expected `noise` or `mixture`'],
      [() => engine.dream(1e9, 'gaussian', undefined, 4, 1, settings), 'count must lie between 1 and 256, found 1000000000'],
      [() => engine.dream(1, 'gaussian', undefined, -1, 1, settings), 'variance_scale must lie between 0 and 100, found -1'],
      [() => engine.dream(1, 'gaussian', 3, 1, 1, settings), 'only the mixture can dream a chosen digit'],
      [() => engine.dream(1, 'mixture', 10, 1, 1, settings), 'expected a digit 0 to 9, found 10'],
      [() => engine.dream(1, 'mixture', 3, 1, 1, settings), without],
      [() => engine.inpaint(blank, new Uint8Array(784), 'mixture', settings), without],
      [() => engine.restore(blank, undefined, { rounds: 3 }), without],
      [() => whole.restore(blank, undefined, { rounds: 3 }), 'expected the restorer of this model'],
      [() => whole.restore(blank, undefined, { rounds: 21 }), 'rounds must lie between 0 and 20, found 21'],
      [() => whole.restore(blank, new Uint8Array(3), { rounds: 3 }), 'mask: expected 784 values, found 3'],
      [() => whole.restore(new Float32Array(1568), undefined, { rounds: 3 }), 'expected one image, found 2'],
      [() => engine.add_restorer(new Uint8Array(3)), 'expected a whole safetensors file, found header too small'],
      [() => engine.add_mixture(new Uint8Array(3)), 'expected a whole safetensors file, found header too small'],
      [() => engine.chains('directed', 'mixture', undefined, { variance_scale: 1 }, 1, 0, 1), without],
      [() => engine.h2_directions(2), without],
      [() => engine.chains('directed', 'gaussian', undefined, { variance_scale: 1 }, 1, 0, 65), 'chains must lie between 1 and 64, found 65'],
      [() => engine.chains('directed', 'gaussian', undefined, {}, 1, 0, 1), 'settings: expected variance_scale'],
      [() => engine.chains('directed', 'gaussian', undefined, { variance_scale: -1 }, 1, 0, 1), 'variance_scale must lie between 0 and 100, found -1'],
      [() => engine.chains('luck', 'gaussian', undefined, { variance_scale: 1 }, 1, 0, 1), 'unknown variant `luck`, expected one of `directed`'],
      [() => engine.chains('directed', 'gaussian', new Float32Array(300), { variance_scale: 1 }, 1, 0, 1), 'weights: only the mixture has components'],
      [() => whole.chains('directed', 'mixture', new Float32Array(300), { variance_scale: 1 }, 1, 0, 1), 'weights: expected those of component_weights'],
      [() => new core.Noise(-1, 1), 'temperature must lie between 0 and 1, found -1'],
      [() => core.mixing_report(new Float64Array(3), 1), 'sums of chains: expected those of one batch or more'],
      [() => engine.morph(blank, new Float32Array(3), 5), 'expected images of 784 values, found 3 values'],
      [() => whole.along_directions(whole.h2_directions(2), undefined, new Float32Array([9, 0])), 'amount must lie between -3 and 3, found 9'],
      [() => engine.unit('h2', 100), 'expected a unit below 100, found 100'],
      [() => engine.unit('h3', 0), 'expected a latent layer, h1 to h2, found "h3"'],
      [() => engine.denoise(blank, settings).h(3), 'expected a latent layer from 1 to 2, found 3'],
      [() => engine.lesioned({ ...intact, silent_h1: 2 }, [], 1), 'silent_h1 must lie between 0 and 1, found 2'],
      [() => core.standing_out(new Float32Array(3), new Float32Array(4)), 'expected values of 3 units for each digit, found 4'],
      [() => engine.cosines(blank, 15, 2, 0), 'step must lie between 0 and 1, found 2'],
      [() => core.corrupt(blank, 'gaussian', 2, 1), 'strength must lie between 0 and 1, found 2'],
      [() => core.corrupt(blank, 'acid', 0.1, 1), 'unknown variant `acid`, expected one of `gaussian`'],
      [() => core.example_ink(10, 0), 'expected a digit 0 to 9, found 10'],
      [() => core.ink_to_image([{ points: [[0.5]], width: 0.1, erase: false }]), 'expected an array of length 2'],
    ];
    return attempts.map(([attempt, reason]) => {
      try {
        attempt();
        return { attempt: String(attempt), reason, message: 'accepted' };
      } catch (error) {
        return { attempt: String(attempt), reason, message: error.message };
      }
    });
  });
  for (const { attempt, reason, message } of answers) expect(message, attempt).toContain(reason);
});
