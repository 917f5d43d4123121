// A host of static files as there are many: the folder under a path, plain types, nothing compressed; and what is done there.

import { expect } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BENCHES } from '../../www/benches/manifest.js';

/** Bytes that go at once over a slow line. */
const PIECE = 8192;
/** No charset, and for what a host does not know, bytes. */
const TYPES = { '.html': 'text/html', '.js': 'application/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.txt': 'text/plain' };

/**
 * Serves `folder` under `base`. `asked` holds what was asked for, in order; `folder` may be set to another one; `stop` cuts the network,
 * and `start` mends it. `cut`, a name and a share, ends the connection when so much of a file of that name was sent. A `line` of so many megabits a second and milliseconds of latency is shared by all that is sent.
 */
export async function serve(folder, { base = '/', headers = {}, line = null } = {}) {
  const host = { folder, asked: [], port: 0, line, cut: null };
  /** When the line is free again. */
  let free = 0;
  const send = async (response, body) => {
    for (let at = 0; host.line && at < body.length; at += PIECE) {
      const piece = body.subarray(at, at + PIECE);
      free = Math.max(free, performance.now()) + (piece.length * 8) / (1000 * host.line.megabits);
      await sleep(free - performance.now());
      response.write(piece);
    }
    response.end(host.line ? undefined : body);
  };
  host.start = async () => {
    host.server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url, 'http://host');
      host.asked.push(pathname);
      const name = pathname.startsWith(base) ? pathname.slice(base.length) || 'index.html' : null;
      const body = name && !name.includes('..') ? await readFile(path.join(host.folder, name)).catch(() => null) : null;
      if (!body) return response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404</h1>');
      const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
      if (host.line) await sleep(host.line.latency);
      response.writeHead(200, { 'content-type': type, 'content-length': body.length, ...headers });
      if (host.cut?.name.test(name)) {
        return response.write(body.subarray(0, Math.round(host.cut.share * body.length)), () => response.destroy());
      }
      await send(response, request.method === 'HEAD' ? Buffer.alloc(0) : body);
    });
    await new Promise((resolve) => host.server.listen(host.port, '127.0.0.1', resolve));
    host.port = host.server.address().port;
    host.url = `http://127.0.0.1:${host.port}${base}`;
  };
  host.stop = () => new Promise((resolve) => {
    host.server.close(resolve);
    host.server.closeAllConnections();
  });
  await host.start();
  return host;
}

/** Opens every bench, the first last, and waits until each has what it opens with. */
export async function openBenches(page) {
  for (const { name } of [...BENCHES.slice(1), BENCHES[0]]) {
    await page.locator(`#tab-${name}`).click();
    await expect(page.locator(`#bench-${name} h2`).first()).toBeVisible({ timeout: 30_000 });
    await expect(page.locator('#bench-problem')).toBeEmpty();
    if (name === 'dream') await expect(page.locator('#dream-counter')).toContainText('step ', { timeout: 30_000 });
  }
  await expect(page.locator('#model-problem')).toBeEmpty();
}

/** Restores the digit that is there, from its beginning. */
export async function restoreDigit(page) {
  await page.locator('#tab-denoise').click();
  await expect(page.locator('#error-spoilt')).toContainText('error', { timeout: 30_000 });
  await page.locator('#play').click();
  await expect(page.locator('#counter')).toHaveText(/(\d+)\/\1( · iteration (\d+)\/\3)?$/, { timeout: 30_000 });
}

/** Waits until all of a level is kept, as About says. */
export const kept = (page, words) => expect(page.locator('#kept')).toContainText(words, { timeout: 60_000 });
export const BENCHES_KEPT = 'Every bench is kept';
export const ALL_KEPT = 'The whole page is kept';
