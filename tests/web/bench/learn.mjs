// Learn as it opens: when dreams are recognisable, how good it is after a minute, and, if it is to learn for some minutes, whether its
// memory stays flat.
//
// Recognisable are dreams of which at least half read as one digit, with a probability of 0.9, by the shipped model.

import { BASE, memory, renderers } from '../browser.mjs';

/** Share of the dreams on the page that the shipped model reads with a probability of at least 0.9. */
const readable = (page) =>
  page.evaluate(async () => {
    const core = await import('/pkg/whole/targetprop.js');
    if (!globalThis.judge) {
      await core.default();
      globalThis.judge = new core.Engine(new Uint8Array(await (await fetch('/model/default.safetensors')).arrayBuffer()));
    }
    const canvas = document.querySelector('#learn-dreams');
    const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let [read, count] = [0, 0];
    for (let top = 0; top + 28 <= height; top += 30) {
      for (let left = 0; left + 28 <= width; left += 30) {
        const image = Float32Array.from({ length: 784 }, (_, i) => 1 - data[4 * ((top + Math.floor(i / 28)) * width + left + (i % 28))] / 255);
        const run = globalThis.judge.denoise(image, { n_rounds: 1, n_steps: 0, step: 0.1, top_down: 0.001 });
        read += Math.max(...globalThis.judge.read(run)) >= 0.9;
        count++;
        run.free();
      }
    }
    return read / count;
  });

/** Starts the bench with what `hash` changes, and calls `each` every second until it returns true. */
async function watched(browser, hash, each) {
  const page = await browser.newPage();
  await page.goto(`${BASE}/#v=1&bench=learn${hash}`);
  await page.locator('#learn-start').waitFor();
  await page.locator('#learn-start').click();
  const start = performance.now();
  // Until then there is a recording to see.
  await page.locator('#learn-recording').waitFor({ state: 'hidden' });
  for (;;) {
    await page.waitForTimeout(1000);
    const row = (await page.locator('#learn-table tr').last().locator('td').allTextContents()).map(Number);
    const state = { seconds: (performance.now() - start) / 1000, inpainting: row[1], done: (await page.locator('#learn-counter').textContent()).startsWith('done'), page };
    if (await each(state)) break;
  }
  await page.close();
}

/** @param {{ browser: import('@playwright/test').Browser, minutes: number }} context */
export default async function learn({ browser, minutes }) {
  const found = [];
  const add = (what, milliseconds, note) => found.push({ what, times: milliseconds === null ? {} : { 'the page': [milliseconds] }, note });
  let [recognised, after60] = [false, false];
  await watched(browser, '', async ({ seconds, inpainting, done, page }) => {
    // The first row of numbers comes with the first dreams.
    if (!recognised && inpainting > 0 && (await readable(page)) >= 0.5) {
      recognised = true;
      add('Learn: first recognisable dreams', 1000 * seconds, `in-painting error ${inpainting}`);
    }
    if (!after60 && seconds >= 60) {
      after60 = true;
      add('Learn: a minute after Start', 1000 * seconds, `in-painting error ${inpainting}`);
    }
    if (done) add('Learn: done', 1000 * seconds, `in-painting error ${inpainting}`);
    return done;
  });
  if (minutes > 0) {
    const sizes = [];
    await watched(browser, '&learn.epochs=1000', async ({ seconds }) => {
      if (seconds >= 30 * (sizes.length + 1)) sizes.push(await memory(await renderers(browser)));
      return seconds > 60 * minutes;
    });
    add(`Learn: memory every 30 s of ${minutes} min`, null, `${sizes.map((size) => size.toFixed(0)).join(' ')} MB`);
  }
  return found;
}
