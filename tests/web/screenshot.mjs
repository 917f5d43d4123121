// Makes the README's picture from the built page: `npm run screenshot`, while `./build.sh serve 4173` runs.

import { chromium } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { BASE, launchOptions } from './browser.mjs';

const browser = await chromium.launch(launchOptions);
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(`${BASE}/#v=1&mode=told&corruption=random-pixels&strength=0.5&at=3`);
await page.waitForFunction(() => document.querySelector('#counter')?.textContent === 'round 3/3');
await page.screenshot({ path: fileURLToPath(new URL('./page.png', import.meta.url)) });
await browser.close();
