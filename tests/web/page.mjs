// What several tests do on the page.

import { expect } from '@playwright/test';

/**
 * Opens the page for a visitor who has left Denoise's Settings open, and waits until the network is there. On the bare address, which an
 * empty hash means, it begins by itself.
 */
export async function open(page, hash = '#v=1') {
  await countRequests(page);
  await page.addInitScript(() => {
    try {
      localStorage.setItem('targetprop.settings', 'open');
    } catch {
      // An empty page has no storage.
    }
  });
  await page.goto(`/${hash}`);
  await ready(page);
}

export const ready = (page) => expect(page.locator('#notice')).toBeHidden();

/** Hands the page's newest worker to the test, as `lastWorker`, which can end it as a crash would; before the page opens. */
export const handOverWorkers = (page) =>
  page.addInitScript(() => {
    const Original = window.Worker;
    window.Worker = class extends Original {
      constructor(...parameters) {
        super(...parameters);
        window.lastWorker = this;
      }
    };
  });

/** Counts what the page asks of its workers and what they answer, for `settled` and `asked`; before the page opens. */
const countRequests = (page) =>
  page.addInitScript(() => {
    window.requests = { asked: 0, answered: 0 };
    const Original = window.Worker;
    window.Worker = class extends Original {
      open = 0;

      constructor(...parameters) {
        super(...parameters);
        this.addEventListener('message', ({ data }) => 'id' in data && !('frame' in data) && this.answer(1));
      }

      postMessage(message, transfer) {
        if ('action' in message) {
          window.requests.asked++;
          this.open++;
        }
        super.postMessage(message, transfer);
      }

      /** What a worker that has ended was asked is not answered any more. */
      terminate() {
        super.terminate();
        this.answer(this.open);
      }

      answer(count) {
        window.requests.answered += count;
        this.open -= count;
      }
    };
  });

/** Waits until every request is answered and its answer drawn. */
export async function settled(page) {
  await page.waitForFunction(() => window.requests.asked === window.requests.answered);
  await frames(page, 2);
}

/** What is asked of the workers during 30 frames: nothing, where nothing runs. */
export async function asked(page) {
  const before = await page.evaluate(() => window.requests.asked);
  await frames(page, 30);
  return (await page.evaluate(() => window.requests.asked)) - before;
}

/** Waits so many frames. */
export const frames = (page, count) =>
  page.evaluate(async (count) => {
    for (let i = 0; i < count; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, count);

/** Waits for the example that the page opens with, spoilt. */
export const spoilt = (page) => expect(page.locator('#error-spoilt')).toContainText('error');

/** The pixels of a canvas, one value in 0…255 each. They travel as a text, a letter each: a list of numbers takes twenty times as long. */
export const pixels = async (page, selector) => {
  const letters = await page.locator(selector).evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let letters = '';
    for (let i = 0; i < data.length; i += 4) letters += String.fromCharCode(data[i]);
    return letters;
  });
  return Array.from(letters, (letter) => letter.charCodeAt(0));
};

/** Draws a vertical line and a bar across the canvas with a real pointer. */
export async function draw(page, canvas = '#ink') {
  await page.locator(canvas).scrollIntoViewIfNeeded();
  const box = await page.locator(canvas).boundingBox();
  const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
  for (const [from, to] of [[[0.5, 0.2], [0.45, 0.8]], [[0.3, 0.5], [0.65, 0.45]]]) {
    await page.mouse.move(...at(...from));
    await page.mouse.down();
    await page.mouse.move(...at(...to), { steps: 8 });
    await page.mouse.up();
  }
}

/** Chooses what spoils the digit. */
export const spoilBy = (page, kind) => page.locator(`.kinds [value=${kind}]`).check();

/** Opens the menu that saves, and presses what has this name in it. */
export async function saveOf(page, name) {
  await page.locator('.saves summary').click();
  await page.locator('.saves').getByRole('button', { name: `Save: ${name}` }).first().click();
}

/** The link of a page that restores by rounds of the paper's inference, what the digit is spoilt by as ever. */
export const INFERENCE = '#v=1&mode=denoise';

/** Runs what is set to its end, fast. */
export async function restore(page) {
  await page.locator('.options').evaluate((settings) => (settings.open = true));
  await page.locator('#speed').selectOption('60');
  await page.locator('#play').click();
  await expect(page.locator('#counter')).toHaveText(/round (\d+)\/\1( · iteration (\d+)\/\3)?$/, { timeout: 30_000 });
}
