// Takes pictures of the specimens of the visual language, as screens, high contrast and paper show it, and prints where they are:
// `./build.sh specimens`.

import { chromium } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { launchOptions } from './browser.mjs';

const MEDIA = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced-colours': { colorScheme: 'dark', forcedColors: 'active' },
  print: { media: 'print', colorScheme: 'dark' },
};

const browser = await chromium.launch(launchOptions);
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
for (const [name, media] of Object.entries(MEDIA)) {
  await page.emulateMedia({ media: 'screen', forcedColors: 'none', ...media });
  await page.goto(new URL('./specimens.html', import.meta.url).href);
  const path = fileURLToPath(new URL(`../../target/specimens/${name}.png`, import.meta.url));
  await page.screenshot({ path, fullPage: true });
  console.log(path);
}
await browser.close();
