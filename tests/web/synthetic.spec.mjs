// The generator makes the same digits in the browser as natively, to the bit: a set is known by its seed.

import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';

const golden = JSON.parse(await readFile(new URL('./synthetic.json', import.meta.url), 'utf8'));

test('WebAssembly makes the native digits to the bit', async ({ page }) => {
  await page.goto('/');
  const made = await page.evaluate(async ({ seed, first, count }) => {
    const core = await import('/pkg/targetprop.js');
    await core.default();
    const { images, labels } = core.synthetic_digits(seed, first, count);
    // FNV-1a over the bits of all pixels.
    let hash = 0xcbf29ce484222325n;
    for (const bits of new Uint32Array(images.buffer, images.byteOffset, images.length)) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(bits)) * 0x100000001b3n);
    }
    const refused = [0, 1.5, NaN, 1e9].map((bad) => {
      try {
        core.synthetic_digits(seed, first, bad);
        return 'accepted';
      } catch (error) {
        return error.message;
      }
    });
    return { labels: Array.from(labels.slice(0, 10)), hash: hash.toString(16).padStart(16, '0'), refused };
  }, golden);
  expect(made.labels).toEqual(golden.labels);
  expect(made.hash).toBe(golden.hash);
  for (const message of made.refused) expect(message).toContain('count');
});
