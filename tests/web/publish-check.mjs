// Whether a built folder can be published: `node publish-check.mjs [DIR]` serves it under a path, once as a host that knows few types and
// compresses nothing, once with a host's headers of its own, opens it in Chromium, restores a digit and opens every bench, cuts the
// network and does so again. Nothing may fail, nothing may be asked elsewhere, nothing may offend the page's policy.

import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { launchOptions } from './browser.mjs';
import { BENCHES_KEPT, kept, openBenches, restoreDigit, serve } from './host.mjs';

const DIST = path.resolve('../..', process.argv[2] ?? 'dist');
if (!existsSync(path.join(DIST, 'sw.js'))) {
  console.error(`publish-check: expected a folder that ./build.sh dist has made, found none in ${DIST}`);
  process.exit(1);
}

/** What a host may send besides. The second forbids all that the page does not need. */
const HOSTS = {
  'few types, no charset, nothing compressed': { 'cache-control': 'max-age=600' },
  'strict headers': {
    'cache-control': 'no-cache', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob:; frame-ancestors 'self'",
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
  },
};

/** Collects what goes wrong in all pages of a context, and in their workers. */
async function watch(context, origin) {
  const wrong = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith(`blob:${origin}`)) wrong.push(`asked elsewhere: ${url}`);
  });
  context.on('requestfailed', (request) => wrong.push(`failed: ${request.url()} (${request.failure()?.errorText})`));
  context.on('response', (response) => response.status() >= 400 && wrong.push(`${response.status()}: ${response.url()}`));
  context.on('weberror', (error) => wrong.push(`error: ${error.error().message}`));
  context.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrong.push(`console: ${message.text()}`));
  await context.exposeFunction('violated', (text) => wrong.push(`policy: ${text}`));
  await context.addInitScript(() => document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    window.violated(`${violatedDirective} ${blockedURI}`)));
  return wrong;
}

async function check(browser, headers) {
  const host = await serve(DIST, { base: '/some/repo/', headers });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' });
  try {
    const wrong = await watch(context, host.url.replace('/some/repo/', ''));
    const page = await context.newPage();
    await page.goto(host.url);
    await restoreDigit(page);
    await openBenches(page);
    await kept(page, BENCHES_KEPT);
    // Another visit, before the network goes.
    await page.reload();
    await kept(page, BENCHES_KEPT);
    const asked = host.asked.length;
    await context.setOffline(true);
    await host.stop();
    await page.reload();
    await restoreDigit(page);
    await openBenches(page);
    return { wrong: [...wrong, ...host.asked.filter((name) => !name.startsWith('/some/repo/')).map((name) => `outside its path: ${name}`)], asked };
  } finally {
    await context.close();
    host.server.close();
  }
}

const browser = await chromium.launch(launchOptions);
let failed = false;
try {
  for (const [name, headers] of Object.entries(HOSTS)) {
    const { wrong, asked } = await check(browser, headers);
    console.log(`${name}: ${asked} requests; a digit and every bench, with the network and without it: ${wrong.length ? 'WRONG' : 'good'}`);
    for (const line of wrong) console.error(`  ${line}`);
    failed ||= wrong.length > 0;
  }
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);
