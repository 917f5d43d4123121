// Benches run in a worker of the built page's origin.

import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BASE, SERVER, launchOptions } from './browser.mjs';

/**
 * Starts the worker at `url`, of type "module" or "classic", beside the built page, and waits for the one message that
 * it posts. `files` are served besides the page's: for each path what `route.fulfill` takes.
 */
export async function inWorker(url, type, files) {
  const server = spawn(SERVER, { shell: true, stdio: 'ignore', detached: true });
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage();
    for (const [path, file] of Object.entries(files)) await page.context().route(`**${path}`, (route) => route.fulfill(file));
    for (let attempt = 0; ; attempt++) {
      const answer = await page.goto(`${BASE}/icon.svg`).catch((error) => error);
      if (!(answer instanceof Error)) break;
      if (attempt === 50) throw answer;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const result = await page.evaluate(([url, type]) => {
      const worker = new Worker(url, { type });
      return new Promise((resolve, reject) => {
        worker.onmessage = (event) => resolve(event.data);
        worker.onerror = (event) => reject(new Error(event.message || 'the worker could not be started'));
      });
    }, [url, type]);
    return { browser: browser.version(), result };
  } finally {
    await browser.close();
    process.kill(-server.pid);
    await once(server, 'exit');
  }
}

export function median(list) {
  return list.toSorted((a, b) => a - b)[list.length >> 1];
}
