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
    const bits = (values) => Array.from(new Uint32Array(values.buffer, values.byteOffset, values.length));
    const finish = (run) => {
      while (engine.advance(run));
      return run;
    };
    const settings = { n_rounds: 2, n_steps: 4, step: 0.1, top_down: 0.3 };
    const image = core.ink_to_image(core.example_ink(3, 1));
    const { image: spoilt, mask } = core.corrupt(image, 'random-pixels', 0.5, 5);
    const inpainted = finish(engine.inpaint(spoilt, mask, 'noise', settings));
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
    const broken = engine.lesioned(lesions, new Uint32Array([1]), new Uint32Array([2]), 9);
    const without = broken.denoise(image, settings);
    while (broken.advance(without));
    return {
      noisy: bits(noisy.picture()),
      latent_chain: chains('latent-chain'),
      joint_chain: chains('joint-chain'),
      morphed: bits(engine.morph(image, sevens.picture().slice(0, 784), 3).through_h2),
      along: bits(engine.along_directions(engine.h2_directions(2), undefined, new Float32Array([1, -2]))),
      lesioned: bits(without.picture()),
      image: bits(image),
      spoilt: bits(spoilt),
      inpainted: bits(inpainted.picture()),
      h1: bits(inpainted.h1()),
      h2: bits(inpainted.h2()),
      dreams: bits(dreams.picture()),
      sevens: bits(sevens.picture()),
      reads: bits(engine.read(inpainted)),
    };
  });
  for (const name of Object.keys(golden)) expect(computed[name], name).toEqual(golden[name]);
});

test('what is out of range is refused by name', async ({ page }) => {
  await page.goto('/');
  const messages = await page.evaluate(async () => {
    const core = await import('/pkg/targetprop.js');
    await core.default();
    const read = async (name) => new Uint8Array(await (await fetch(`/model/${name}.safetensors`)).arrayBuffer());
    const engine = new core.Engine(await read('default'));
    const whole = new core.Engine(await read('default'));
    whole.add_mixture(await read('default.mixture'));
    const blank = new Float32Array(784);
    const settings = { n_rounds: 1, n_steps: 1, step: 0.1, top_down: 0.3 };
    const attempts = [
      () => engine.denoise(new Float32Array(7), settings),
      () => engine.denoise(blank.map(() => NaN), settings),
      () => engine.denoise(blank, { ...settings, n_steps: 1e6 }),
      () => engine.denoise(blank, { ...settings, step: NaN }),
      () => engine.denoise(blank, {}),
      () => engine.inpaint(blank, new Uint8Array(3), 'noise', settings),
      () => engine.inpaint(blank, new Uint8Array(784), 'luck', settings),
      () => engine.dream(1e9, 'gaussian', undefined, 4, 1, settings),
      () => engine.dream(1, 'gaussian', undefined, -1, 1, settings),
      () => engine.dream(1, 'gaussian', 3, 1, 1, settings),
      () => engine.dream(1, 'mixture', 10, 1, 1, settings),
      () => engine.dream(1, 'mixture', 3, 1, 1, settings),
      () => engine.inpaint(blank, new Uint8Array(784), 'mixture', settings),
      () => engine.add_mixture(new Uint8Array(3)),
      () => engine.chains('directed', 'mixture', undefined, { variance_scale: 1 }, 1, 0, 1),
      () => engine.h2_directions(2),
      () => engine.chains('directed', 'gaussian', undefined, { variance_scale: 1 }, 1, 0, 65),
      () => engine.chains('directed', 'gaussian', undefined, {}, 1, 0, 1),
      () => engine.chains('luck', 'gaussian', undefined, { variance_scale: 1 }, 1, 0, 1),
      () => engine.chains('directed', 'gaussian', new Float32Array(300), { variance_scale: 1 }, 1, 0, 1),
      () => whole.chains('directed', 'mixture', new Float32Array(300), { variance_scale: 1 }, 1, 0, 1),
      () => new core.Noise(-1, 1),
      () => core.mixing_report(new Float64Array(3), 1),
      () => engine.morph(blank, new Float32Array(3), 5),
      () => whole.along_directions(whole.h2_directions(2), undefined, new Float32Array([9, 0])),
      () => engine.unit('h2', 100),
      () => engine.unit('h3', 0),
      () => engine.lesioned({ silent_h1: 2 }, new Uint32Array(0), new Uint32Array(0), 1),
      () => engine.honesty(blank, 15, 2, 0),
      () => core.corrupt(blank, 'gaussian', 2, 1),
      () => core.corrupt(blank, 'acid', 0.1, 1),
      () => core.example_ink(10, 0),
      () => core.ink_to_image('ink'),
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
        return 'accepted';
      } catch (error) {
        return error.message;
      }
    });
  });
  const reasons = [
    'expected images of 784 values, found 7', 'between 0 and 1, found NaN', 'n_steps', 'step', 'n_rounds',
    'expected 784 values, found 3', 'luck', 'count', 'variance_scale', 'only the mixture', 'a digit 0 to 9, found 10', 'the mixture of this model', 'the mixture of this model', 'a whole safetensors file',
    'the mixture of this model', 'the mixture of this model', 'chains', 'variance_scale', 'luck', 'only the mixture', 'weights', 'temperature', 'sums', 'expected images', 'amount', 'below 100', 'h3', 'silent_h2', 'step',
    'strength', 'acid', 'expected a digit 0 to 9, found 10', '',
  ];
  messages.forEach((message, i) => {
    expect(message).not.toBe('accepted');
    expect(message).toContain(reasons[i]);
  });
});
