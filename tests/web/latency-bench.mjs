// From the pointer to the restored picture while drawing live, and the longest task of the main thread in a session of a
// minute: by the clock, as visitors feel it, and in processor time, which says what the page asks of a machine that others use, too.

import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BASE, SERVER, launchOptions } from './browser.mjs';
import { ready, spoilt } from './page.mjs';

/** Pointer events that are timed. */
const EVENTS = 200;
/** Length of the session, in milliseconds. */
const SESSION = 60_000;
/** What the page is asked not to exceed, in milliseconds. */
const TARGET = { latency: 32, task: 50 };

/** Runs in the page before it: times each pointer event until the frame that shows its picture is on its way to the screen. */
function measure() {
  const times = (window.latencies = []);
  window.tasks = [];
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration, startTime }) => ({ duration, startTime })))).observe({ type: 'longtask', buffered: true });
  let since = null;
  addEventListener('pointermove', (event) => {
    if (event.buttons && since === null) since = event.timeStamp;
  }, { capture: true });
  const put = CanvasRenderingContext2D.prototype.putImageData;
  let before = '';
  CanvasRenderingContext2D.prototype.putImageData = function (image, ...place) {
    put.call(this, image, ...place);
    if (since === null || this.canvas.id !== 'restored') return;
    const now = String(image.data);
    if (now === before) return;
    before = now;
    const started = since;
    // After the frame: a message waits until it has been painted.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      times.push(performance.now() - started);
      since = null;
    };
    port2.postMessage(null);
  };
}

/** Processor time of every task of the page's main thread, in milliseconds. @param {Buffer} trace */
function taskTimes(trace) {
  const { traceEvents: events } = JSON.parse(trace.toString());
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const tasks = threads.map(({ pid, tid }) => events.filter((e) => e.pid === pid && e.tid === tid && e.ph === 'X' && e.name.endsWith('RunTask')));
  // A spare process that Chromium keeps has few.
  const page = tasks.toSorted((a, b) => b.length - a.length)[0];
  return page.map(({ tdur = 0 }) => tdur / 1000);
}

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
const line = (name, value, target) => console.log(`${name.padEnd(48)} ${value.padStart(9)}  target ${target} ms`);

const server = spawn(SERVER, { shell: true, stdio: 'ignore', detached: true });
const browser = await chromium.launch(launchOptions);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(measure);
  for (let attempt = 0; ; attempt++) {
    const answer = await page.goto(`${BASE}/#v=1&live=1`).catch((error) => error);
    if (!(answer instanceof Error)) break;
    if (attempt === 50) throw answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await ready(page);
  await spoilt(page);
  await browser.startTracing(page, { categories: ['toplevel'] });
  const started = await page.evaluate(() => performance.now());
  const box = await page.locator('#ink').boundingBox();
  const at = (turn) => [box.x + box.width * (0.5 + 0.3 * Math.cos(turn)), box.y + box.height * (0.5 + 0.3 * Math.sin(turn))];
  const counted = () => page.evaluate(() => window.latencies.length);
  /** A stroke of which every movement waits for its picture. */
  const stroke = async (moves) => {
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.mouse.move(...at(0));
    await page.mouse.down();
    for (let i = 1; i <= moves; i++) {
      const before = await counted();
      await page.mouse.move(...at(i / 7));
      for (let wait = 0; wait < 100 && (await counted()) === before; wait++) await page.waitForTimeout(4);
    }
    await page.mouse.up();
  };
  // The first strokes warm up.
  await stroke(20);
  await page.evaluate(() => (window.latencies.length = 0));
  for (let done = 0; done < EVENTS; done += 40) await stroke(40);
  const latencies = await page.evaluate(() => window.latencies);

  // The rest of the minute: everything that the bench has.
  while ((await page.evaluate(() => performance.now())) - started < SESSION) {
    await page.locator('#compare').check();
    await page.getByRole('slider', { name: 'Iterations N, setting B' }).fill(String(20 + Math.floor(Math.random() * 30)));
    await page.locator('#corruption-die').click();
    await page.locator('#play').click();
    await page.waitForTimeout(1500);
    await page.locator('#scrubber').fill('3');
    await page.locator('#compare').uncheck();
    await page.locator('.digits button').nth(Math.floor(Math.random() * 10)).click();
    await page.waitForTimeout(500);
    await stroke(15);
  }
  const tasks = await page.evaluate((from) => window.tasks.filter(({ startTime }) => startTime >= from).map(({ duration }) => duration), started);

  const times = taskTimes(await browser.stopTracing());

  console.log(`\nChromium ${browser.version()}, the whole page`);
  line(`pointer to picture, median of ${latencies.length}`, `${median(latencies).toFixed(1)} ms`, TARGET.latency);
  line('the same, 95 of 100', `${latencies.toSorted((a, b) => a - b)[Math.floor(0.95 * latencies.length)].toFixed(1)} ms`, TARGET.latency);
  line(`longest task of ${SESSION / 1000} s`, tasks.length ? `${Math.max(...tasks).toFixed(0)} ms` : 'under 50', TARGET.task);
  line('the same in processor time', `${times.reduce((most, time) => Math.max(most, time), 0).toFixed(1)} ms`, TARGET.task);
  line('tasks over 50 ms', String(tasks.length), `0 of ${TARGET.task}`);
} finally {
  await browser.close();
  process.kill(-server.pid);
  await once(server, 'exit');
}
