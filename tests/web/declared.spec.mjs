// Every field of a link that a bench declares, of every bench there is: one that cannot be used is reported.

import { expect, test } from '@playwright/test';
import { BENCHES } from '../../www/benches/manifest.js';
import { open } from './page.mjs';

/** No field may say this. */
const BAD = '∅';
/** Fields of the page as a whole: no bench declares them, and a note may be any text. */
const OF_THE_PAGE = ['v', 'bench', 'model', 'lesson', 'note'];

/** Benches of which a link keeps nothing but that they are shown: what is taught lies on the device. */
const WITHOUT_FIELDS = ['teach'];

/** Notes which fields are looked for in the link, by whatever reads it. */
const listen = (page) =>
  page.addInitScript(() => {
    window.declared = new Set();
    import('/app/link.js').then(({ LinkFields }) => {
      const { read } = LinkFields.prototype;
      LinkFields.prototype.read = function (name, parse) {
        window.declared.add(this.prefix + name);
        return read.call(this, name, parse);
      };
    });
  });

/** Shows a bench, and waits until it is there. */
async function show(page, name, fields = {}) {
  await page.goto('about:blank');
  await open(page, `#${new URLSearchParams({ v: '1', bench: name, ...fields })}`);
  await expect(page.locator(`#bench-${name} .panel`).first()).toBeVisible({ timeout: 60_000 });
}

for (const { name, prefix } of BENCHES.filter(({ name }) => !WITHOUT_FIELDS.includes(name))) {
  test(`${name}: every declared field that cannot be used is reported`, async ({ page }) => {
    await listen(page);
    await show(page, name);
    const found = await page.evaluate(() => [...window.declared]);
    const declared = found.filter((field) => field.startsWith(prefix) && !OF_THE_PAGE.includes(field));
    expect(declared.length).toBeGreaterThan(0);
    await show(page, name, Object.fromEntries(declared.map((field) => [field, BAD])));
    for (const field of declared) await expect(page.locator('#link-notice')).toContainText(`${field}=${BAD}`);
    // What is written anew holds none of it.
    await expect.poll(() => page.url(), { timeout: 60_000 }).toContain('model=');
    await expect.poll(() => decodeURIComponent(page.url()), { timeout: 60_000 }).not.toContain(BAD);
  });
}
