// Some hundred actions at random over every bench; ten thousand and more are for `./build.sh soak`. What goes wrong is done again by its
// seed: `MONKEY_SEED=7 MONKEY_ACTIONS=300 npx playwright test monkey`.

import { expect, test } from '@playwright/test';
import { Monkey, SEEDS } from './monkey.mjs';
import { open } from './page.mjs';

const ACTIONS = Number(process.env.MONKEY_ACTIONS ?? 400);

for (const seed of SEEDS) {
  test(`${ACTIONS} actions at random, seed ${seed}, do no harm`, async ({ page }) => {
    test.setTimeout(600_000);
    const monkey = new Monkey(page, seed);
    await monkey.open('/');
    while (monkey.done.length < ACTIONS && monkey.faults.length === 0) await monkey.act();
    expect(monkey.faults.join('\n')).toBe('');
    // The page is as good as new.
    await page.goto('about:blank');
    await open(page);
    // In whatever language it speaks now.
    await expect(page.locator('#error-spoilt')).toContainText(/\d/);
  });
}
