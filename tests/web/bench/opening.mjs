// How soon the built page is there, moves and has restored its first digit, on a host that compresses nothing: from this machine, and over
// slower lines. Every visit is a first one.

import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { serve } from '../host.mjs';

const DIST = path.resolve('../../target/opening-bench');
/** What is timed in a visit. */
const TIMES = { paint: 'first paint', usable: 'canvas usable', motion: 'first motion', restored: 'digit restored', task: 'longest task' };
/** Megabits a second, milliseconds from request to answer, and how many times slower the processor is. */
const LINES = [
  { name: 'this machine', visits: 7 },
  { name: '10 Mbit/s, 40 ms', megabits: 10, latency: 40, visits: 3 },
  { name: '1.6 Mbit/s, 150 ms, processor 4× slower', megabits: 1.6, latency: 150, slower: 4, visits: 3 },
];

/** Runs in the page before it: notes when things are first seen, in milliseconds from the beginning of the visit. */
function watch() {
  const seen = (window.seen = { tasks: [] });
  const note = (name) => (seen[name] ??= performance.now());
  new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  const look = () => {
    if (document.querySelector('#notice')?.hidden && document.querySelector('#error-spoilt')?.textContent) note('usable');
    // The digit fades in, dissolves and is rebuilt.
    const { hidden = true, style } = document.querySelector('#opening') ?? {};
    if (!hidden && Number(style.opacity) > 0) note('motion');
    if (document.querySelector('#draw-own')?.checkVisibility()) note('restored');
    if (!seen.restored) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** One visit: when there was something to see, the canvas was usable, something moved, the digit was restored; and the longest task. */
async function visit(browser, url, slower = 1) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' })).newPage();
  try {
    const client = await page.context().newCDPSession(page);
    await client.send('Emulation.setCPUThrottlingRate', { rate: slower });
    await page.addInitScript(watch);
    await page.goto(url, { timeout: 120_000 });
    await page.waitForFunction(() => window.seen.restored, null, { timeout: 120_000 });
    return await page.evaluate(() => {
      const { tasks, ...times } = window.seen;
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      return { paint: paint.startTime, ...times, task: Math.max(0, ...tasks) };
    });
  } finally {
    await page.context().close();
  }
}

/** @param {{ browser: import('@playwright/test').Browser }} context */
export default async function opening({ browser }) {
  execFileSync('node', ['../../www/build/dist.mjs', DIST]);
  const host = await serve(DIST);
  const found = [];
  try {
    for (const line of LINES) {
      // The first visit warms up the server and the browser.
      host.line = null;
      await visit(browser, host.url);
      if (line.megabits) host.line = line;
      const visits = [];
      for (let i = 0; i < line.visits; i++) visits.push(await visit(browser, host.url, line.slower));
      for (const [name, words] of Object.entries(TIMES)) {
        const note = name === 'restored' ? 'with the opening, which plays for about four seconds' : undefined;
        found.push({ what: `${line.name}: ${words}`, times: { 'the page': visits.map((times) => times[name]) }, note });
      }
    }
  } finally {
    await host.stop();
  }
  return found;
}
