import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBrowser } from './browser.js';
import { startDemo, type DemoProcess } from './demo-process.js';
import { countOn, openPage, OSCAR, PAUL, type PlayedPage } from './played-page.js';

/** A first visitor who does what the guide says, and nothing else, sees a purge through. */

const started = await startBrowser();

describe.skipIf(started === null)('the guide', { timeout: 120_000 }, () => {
  let demo: DemoProcess;
  let played: PlayedPage;
  let lead: Locator;
  beforeAll(async () => {
    demo = await startDemo();
    played = await openPage(started!.browser, demo.url, { width: 360, height: 740 });
    lead = played.page.locator('#guide-act');
    return () => demo.clear();
  });
  afterEach(async () => {
    expect(played.troubles).toEqual([]);
    expect(await played.overhang()).toBe(0);
    expect(await played.barriers()).toEqual([]);
  });
  afterAll(() => started?.close());

  const says = (words: string): Promise<void> =>
    played.page.locator('.guide', { hasText: words }).waitFor({ timeout: 100_000 });
  const follow = (label: string): Promise<void> =>
    played.page.getByRole('button', { name: label, exact: true }).click();
  const headOf = async (part: Locator): Promise<number> => (await part.boundingBox())?.y ?? Number.NaN;

  test('sends a plain member back to an officer', async () => {
    await played.become(PAUL);
    await says('A plain member may look');
    await follow('Become Olivia Officer');
    await says('You are Olivia Officer');
  });

  test('asks for the purge, whose card is shown from its head', async () => {
    await follow('Send “purge”');
    const card = played.page.locator('.card').last();
    await card.waitFor();
    await says('Step 2 of 4');
    const pane = await headOf(played.page.locator('#conversation'));
    await expect.poll(() => headOf(card)).toBeGreaterThan(pane);
  });

  test('becomes the officer who approves, and leads to the card', async () => {
    await follow('Become Oscar Officer');
    expect(await played.page.getByLabel('I am').locator('option:checked').textContent()).toBe(OSCAR);
    await follow('Go to the card');
    const card = played.page.locator('.card').last();
    await card.getByRole('spinbutton').fill(String(countOn(await card.textContent())));
    await card.getByRole('button', { name: 'Approve' }).click();
    await says('Step 3 of 4');
  });

  test('kills the bot in the middle of it, and starts it again', async () => {
    await follow('Kill it');
    await says('The bot is dead');
    await follow('Start it again');
    await says('Step 4 of 4');
  });

  test('ends with what a compliance officer still reads', async () => {
    await follow('See what an officer sees');
    const hidden = played.page.locator('.mail', { hasText: 'hidden from both by Oscar Officer' });
    await expect.poll(() => hidden.count()).toBeGreaterThan(0);
    expect(await hidden.first().isVisible()).toBe(true);
    expect(await lead.isVisible()).toBe(true);
  });
});
