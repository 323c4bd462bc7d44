import { readdir, readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBrowser } from './browser.js';
import { startDemo, type DemoProcess } from './demo-process.js';
import { pictureOfCard, pictureOfStory } from './pictures.js';
import { countOn, OLIVIA, openPage, OSCAR, PAUL, type PlayedPage } from './played-page.js';

/** Two halves of what is due, so that each screen has a purge of its own in one organisation. */
const SCREENS = [
  { name: 'desktop', screen: { width: 1280, height: 900 }, window: '60d' },
  { name: 'phone', screen: { width: 360, height: 740 }, window: '30d..60d' },
] as const;

const started = await startBrowser();

describe.skipIf(started === null)('the page of the demo', { timeout: 120_000 }, () => {
  let demo: DemoProcess;
  beforeAll(async () => {
    demo = await startDemo();
    return () => demo.clear();
  });
  afterAll(() => started?.close());

  describe.each(SCREENS)('on a $name', ({ name, screen, window }) => {
    let played: PlayedPage;
    let card: Locator;
    let due: number;
    beforeAll(async () => {
      played = await openPage(started!.browser, demo.url, screen);
    });
    afterEach(async () => {
      expect(played.troubles).toEqual([]);
      expect(await played.overhang()).toBe(0);
    });
    afterAll(() => played.page.close());

    const approve = async (count: number): Promise<void> => {
      await card.getByRole('spinbutton').fill(String(count));
      await card.getByRole('button', { name: 'Approve' }).click();
    };

    test('opens as an officer, and the message box is the first stop of the keyboard', async () => {
      const { page } = played;
      expect(await page.getByLabel('I am').locator('option:checked').textContent()).toBe(OLIVIA);
      await page.evaluate('document.body.tabIndex = -1; document.body.focus()');
      const stops: string[] = [];
      const beside = name === 'phone' ? ['open-beside'] : [];
      const expected = [
        'message',
        'Send',
        'open-space',
        'open-direct',
        ...beside,
        'person',
        'guide-act',
        'conversation',
      ];
      while (stops.length < expected.length) {
        await page.keyboard.press('Tab');
        stops.push(await page.evaluate<string>('document.activeElement.id || document.activeElement.textContent'));
      }
      expect(stops).toEqual(expected);
    });

    test('a preview counts and offers a purge', async () => {
      const preview = await played.ask(`preview ${window}`);
      expect(await preview.getByRole('button').allTextContents()).toEqual(['Request purge']);
      expect(countOn(await preview.textContent())).toBeGreaterThan(100);
    });

    test('a purge posts its card with the typed count', async () => {
      card = await played.ask(`purge ${window}`);
      expect(await card.getByRole('button').allTextContents()).toEqual(['Approve', 'Reject']);
      due = countOn(await card.textContent());
      if (name === 'desktop') await pictureOfCard(played.page, card, 'card');
    });

    test('what is being typed stays, focus included, while others write and the colours change', async () => {
      await card.getByRole('spinbutton').fill('12');
      await card.getByRole('textbox').pressSequentially('Quarterly');
      const other = await openPage(started!.browser, demo.url, screen);
      await other.become(PAUL);
      await other.say('whoami');
      await played.hears(/whoami/);
      await played.dress('dark');
      await played.dress('light');
      await played.page.keyboard.type(' clean-up');
      expect(await card.getByRole('textbox').inputValue()).toBe('Quarterly clean-up');
      expect(await card.getByRole('spinbutton').inputValue()).toBe('12');
      await other.page.close();
    });

    test('a plain member, the asker and a wrong count approve nothing, and are told why', async () => {
      await approve(due);
      await played.hears('You asked for this purge');
      await played.become(PAUL);
      await approve(due);
      await played.hears('Only compliance officers may do this');
      await played.become(OSCAR);
      await approve(due - 1);
      await played.hears(`this card lists exactly ${String(due)} messages`);
      expect(await card.getByRole('button').allTextContents()).toEqual(['Approve', 'Reject']);
    });

    test('a rejection asks for its reason, with every field left empty', async () => {
      await card.getByRole('spinbutton').fill('');
      await card.getByRole('textbox').fill('');
      await card.getByRole('button', { name: 'Reject' }).click();
      await played.hears('A rejection needs a reason');
      expect(await card.getByRole('button').allTextContents()).toEqual(['Approve', 'Reject']);
    });

    test.each(['light', 'dark'] as const)('has no barrier that axe finds, in %s', async (scheme) => {
      await played.dress(scheme);
      expect(await played.barriers()).toEqual([]);
    });

    test('the second officer approves, the purge runs, and its report can be downloaded', async () => {
      const { page } = played;
      await played.dress('light');
      if (name === 'phone') await pictureOfStory(page, card, { name: 'story-1-asked' });
      await card.getByRole('spinbutton').fill(String(due));
      const click = card.getByRole('button', { name: 'Approve' });
      if (name === 'phone') await pictureOfStory(page, click, { name: 'story-2-approved', block: 'center' });
      await click.click();
      await card.getByRole('button', { name: 'Stop' }).waitFor();
      expect(await played.barriers()).toEqual([]);
      const report = await played.hears(`${String(due)} messages from`);
      const downloading = page.waitForEvent('download');
      await report.getByRole('link', { name: 'report.csv' }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe('report.csv');
      const [head, ...rows] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
      expect(head).toMatch(/^message_id,created,sender/);
      expect(rows).toHaveLength(due);
      expect(await card.getByRole('button').count()).toBe(0);
      if (name === 'phone') await pictureOfStory(page, report, { name: 'story-3-reported' });
    });

    test('has no barrier after the purge either', async () => {
      await played.dress(name === 'desktop' ? 'dark' : 'light');
      expect(await played.barriers()).toEqual([]);
    });

    test('in the direct conversation the bot says where it works', async () => {
      await played.page.getByRole('button', { name: 'Purge Bot' }).click();
      await played.say('purge');
      await played.hears('I work in one admin space only');
    });
  });

  test('Ctrl-C ends it with 0, and nothing of it stays behind', async () => {
    expect(await demo.end('SIGINT')).toBe(0);
    expect(await readdir(demo.folder)).toEqual([]);
  });
});
