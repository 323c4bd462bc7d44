import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBrowser } from './browser.js';
import { startDemo, type DemoProcess } from './demo-process.js';
import { pictureOfPage } from './pictures.js';
import { countOn, openPage, OSCAR, type PlayedPage } from './played-page.js';

/** What stands beside the space: two people's mailbox, which the purge empties, and the trouble that a visitor inflicts. */

const started = await startBrowser();

/** How much the two wrote, and how much of it is younger than the window. */
const [WRITTEN, YOUNG] = [17, 13];

describe.skipIf(started === null)('beside the space', { timeout: 120_000 }, () => {
  let demo: DemoProcess;
  let played: PlayedPage;
  let mails: Locator;
  let card: Locator;
  beforeAll(async () => {
    demo = await startDemo();
    played = await openPage(started!.browser, demo.url, { width: 1280, height: 900 });
    mails = played.page.locator('.mail:not(.going)');
    return () => demo.clear();
  });
  afterEach(async () => {
    expect(played.troubles).toEqual([]);
    expect(await played.overhang()).toBe(0);
  });
  afterAll(() => started?.close());

  const button = (name: string): Locator => played.page.getByRole('button', { name, exact: true });
  const press = async (name: string, stands: boolean): Promise<void> => {
    await button(name).click();
    await played.page.locator(`[aria-pressed=${String(stands)}]`, { hasText: name }).waitFor();
  };
  const approve = async (): Promise<void> => {
    await card.getByRole('spinbutton').fill(String(countOn(await card.textContent())));
    await card.getByRole('button', { name: 'Approve' }).click();
  };
  const see = (eyes: 'a compliance officer' | 'the two'): Promise<void> => played.page.getByLabel(eyes).check();

  test('two people see their messages before a purge', async () => {
    await played.page.getByRole('heading', { name: 'Mia Moreau and Ben Brandt' }).waitFor();
    await expect.poll(() => mails.count()).toBe(WRITTEN);
    expect(await played.barriers()).toEqual([]);
  });

  test('a legal hold is typed by an officer, and taken back', async () => {
    await press('Legal hold', true);
    await played.hears(/put .*mia\.moreau@acme\.example.* on hold/);
    await press('Legal hold', false);
    await played.hears(/removed the hold on .*mia\.moreau/);
  });

  test('an officer whose role was withdrawn approves nothing', async () => {
    card = await played.ask('purge 70d');
    await played.become(OSCAR);
    await press('Withdraw role', true);
    await approve();
    await played.hears('does not accept you as a compliance officer');
    await press('Withdraw role', false);
    expect(await mails.count()).toBe(WRITTEN);
  });

  test('messages vanish as the purge reaches them, and a killed bot stops them from vanishing', async () => {
    await press('Limit calls', true);
    await approve();
    await expect.poll(() => mails.count(), { timeout: 30_000 }).toBeLessThan(WRITTEN);
    await pictureOfPage(played.page, 'page-desktop');
    await press('Outage', true);
    await press('Outage', false);
    await press('Kill the bot', true);
    expect(await mails.count()).toBeGreaterThan(YOUNG);
    await expect.poll(() => played.page.locator('.mail.going').count()).toBe(0);
    expect(await played.barriers()).toEqual([]);
  });

  test('started again, it goes on within the approval given', async () => {
    await press('Limit calls', false);
    await press('Kill the bot', false);
    await played.hears(/: completed/);
    await expect.poll(() => mails.count()).toBe(YOUNG);
  });

  test('a compliance officer still reads all of it', async () => {
    await see('a compliance officer');
    expect(await mails.count()).toBe(WRITTEN);
    expect(await mails.filter({ hasText: 'hidden from both by Oscar Officer' }).count()).toBe(WRITTEN - YOUNG);
    await played.dress('dark');
    expect(await played.barriers()).toEqual([]);
    await pictureOfPage(played.page, 'page-dark');
    await played.dress('light');
  });

  test('on a phone it takes the place of the conversation', async () => {
    await played.page.setViewportSize({ width: 360, height: 740 });
    expect(await mails.first().isVisible()).toBe(false);
    await button('Backstage').click();
    expect(await mails.first().isVisible()).toBe(true);
    expect(await played.overhang()).toBe(0);
    expect(await played.barriers()).toEqual([]);
    await pictureOfPage(played.page, 'story-4-still-readable');
    await see('the two');
    expect(await mails.count()).toBe(YOUNG);
    await button('Retention desk').click();
    expect(await mails.first().isVisible()).toBe(false);
  });
});
