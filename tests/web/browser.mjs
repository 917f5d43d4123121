// How tests and benches start Chromium, the system's, named by build.sh, and the server of the page.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export const launchOptions = {
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    // Chromium refuses its sandbox to root, as whom containers run.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
};

export const PORT = Number(process.env.PORT || 4173);
export const BASE = `http://127.0.0.1:${PORT}`;
export const SERVER = `node ../../www/build/serve.mjs ${PORT}`;

/** Serves the page from its sources; returns what ends that. */
export async function startServer() {
  const server = spawn(SERVER, { shell: true, stdio: 'ignore', detached: true });
  do {
    await sleep(200);
    if (server.exitCode !== null) throw new Error(`expected port ${PORT} to be free; name another in PORT`);
  } while (!(await fetch(BASE).catch(() => null)));
  return async () => {
    process.kill(-server.pid);
    await once(server, 'exit');
  };
}

/** Numbers of Chromium's processes that compute pages. */
export async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Memory of the largest of the processes, in MB (Linux). @param {number[]} ids */
export async function memory(ids) {
  const sizes = await Promise.all(ids.map(async (id) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
  }));
  return Math.max(...sizes);
}
