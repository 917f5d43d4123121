// WebKit, by the driver of WebKitGTK: the standard's commands, of which there are few.

import { expect } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const onPath = (name) => process.env.PATH.split(delimiter).map((folder) => `${folder}/${name}`).find(existsSync);
const DRIVER = onPath('WebKitWebDriver');
const SCREEN = onPath('Xvfb');
/** The driver's own browser, which Debian keeps off the path. */
const BROWSER = ['x86_64', 'aarch64'].flatMap((machine) => ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'].map((version) =>
  `/usr/lib/${machine}-linux-gnu/${version}/MiniBrowser`)).find(existsSync);

/** What is missing, in words, if anything is. */
export const missing = [[DRIVER, 'WebKitWebDriver'], [BROWSER, 'MiniBrowser'], [SCREEN, 'Xvfb']].filter(([path]) => !path).map(([, name]) => name).join(', ');

/** A port that nobody listens on. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export class WebKit {
  static async start() {
    const port = await freePort();
    const screen = spawn(SCREEN, ['-displayfd', '1', '-screen', '0', '1280x900x24'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [display] = await once(screen.stdout, 'data');
    const driver = spawn(DRIVER, [`--port=${port}`], { stdio: 'ignore', env: { ...process.env, DISPLAY: `:${String(display).trim()}` } });
    const webkit = new WebKit(`http://127.0.0.1:${port}`, [driver, screen]);
    await webkit.begin();
    return webkit;
  }

  constructor(address, processes) {
    this.address = address;
    this.processes = processes;
  }

  async begin() {
    const options = { binary: BROWSER, args: ['--automation'] };
    const wanted = { capabilities: { alwaysMatch: { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options } } };
    for (let tries = 50; ; tries--) {
      try {
        this.session = await this.ask('POST', '/session', wanted);
        break;
      } catch (error) {
        // The driver takes a moment to listen.
        if (error.cause?.code !== 'ECONNREFUSED' || !tries) throw error;
        await sleep(200);
      }
    }
    this.address += `/session/${this.session.sessionId}`;
    this.version = this.session.capabilities.browserVersion;
  }

  async ask(method, path, body) {
    const answer = await fetch(this.address + path, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`WebKit, ${path}: ${value.message}`);
    return value;
  }

  goto(url) {
    return this.ask('POST', '/url', { url });
  }

  /** Runs a function in the page, which is to need nothing but its arguments. */
  evaluate(work, ...args) {
    return this.ask('POST', '/execute/sync', { script: `return (${work})(...arguments)`, args });
  }

  /** Waits until a function of the page gives something true. While a page gives way to the next there is none to ask. */
  async until(work, ...args) {
    let found;
    for (const end = Date.now() + 120_000; Date.now() < end; await sleep(200)) {
      found = await this.evaluate(work, ...args).catch((error) => error);
      if (found && !(found instanceof Error)) return found;
    }
    throw new Error(`WebKit: within two minutes there was not ${work}, at last ${found}`);
  }

  /** Every bench of the page opens, or this fails. */
  async openBenches() {
    const benches = await this.evaluate(() => [...document.querySelectorAll('[data-bench]')].map((tab) => tab.dataset.bench));
    expect(benches.length).toBeGreaterThan(2);
    for (const bench of benches) {
      await this.evaluate((name) => document.querySelector(`[data-bench='${name}']`).click(), bench);
      await this.until((name) => document.querySelector(`#bench-${name} h2`)?.getBoundingClientRect().height > 0, bench);
      expect(await this.evaluate(() => document.querySelector('#bench-problem').textContent), bench).toBe('');
    }
  }

  async close() {
    try {
      await this.ask('DELETE', '');
    } finally {
      for (const process of this.processes) process.kill();
    }
  }
}
