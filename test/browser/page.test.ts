import { readdir, readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startBrowser } from './browser.js';
import { startDemo, type DemoProcess } from './demo-process.js';
import { pictureOfCard, pictureOfPage } from './pictures.js';
import { openPage, type PlayedPage } from './played-page.js';

const OLIVIA = 'Olivia Officer (officer)';
const OSCAR = 'Oscar Officer (second officer)';
const PAUL = 'Plain Paul';

/** Two halves of what is due, so that each screen has a purge of its own in one organisation. */
const SCREENS = [
  { name: 'desktop', screen: { width: 1280, height: 900 }, window: '60d' },
  { name: 'phone', screen: { width: 360, height: 740 }, window: '30d..60d' },
] as const;

const started = await startBrowser();

describe.skipIf(started === null)('the page of the demo', { timeout: 40_000 }, () => {
  let demo: DemoProcess;
  beforeAll(async () => {
    demo = await startDemo();
  });
  afterAll(async () => {
    await demo.clear();
    await started?.close();
  });

  describe.each(SCREENS)('on a $name', ({ name, screen, window }) => {
    let played: PlayedPage;
    let due: number;
    beforeAll(async () => {
      played = await openPage(started!.browser, demo.url, screen);
    });
    afterEach(async () => {
      expect(played.troubles).toEqual([]);
      expect(await played.overhang()).toBe(0);
    });
    afterAll(() => played.page.close());
    const button = (title: string) => played.page.getByRole('button', { name: title, exact: true }).last();
    const typed = () => played.page.getByLabel('type the exact number').last();

    test('opens as an officer, and the message box is the first stop of the keyboard', async () => {
      const { page } = played;
      expect(await page.getByLabel('I am').locator('option:checked').textContent()).toBe(OLIVIA);
      await page.evaluate('document.activeElement.blur()');
      const stops: string[] = [];
      for (let stop = 0; stop < 6; stop++) {
        await page.keyboard.press('Tab');
        stops.push(await page.evaluate<string>('document.activeElement.id || document.activeElement.textContent'));
      }
      expect(stops).toEqual(['message', 'Send', 'open-space', 'open-direct', 'person', 'conversation']);
    });

    test('a preview counts and offers a purge', async () => {
      await played.say(`preview ${window}`);
      await button('Request purge').waitFor();
      expect(await played.card('Preview').textContent()).toMatch(/\d direct messages/);
    });

    test('a purge posts its card, and the typed count survives that others write', async () => {
      await played.say(`purge ${window}`);
      await button('Approve').waitFor();
      due = countOn(await played.card('Purge request').textContent());
      await typed().pressSequentially('12');
      await typed().evaluate('(input) => (input.dataset.mark = "the same")').catch(() => undefined);
    });
  });
});

function countOn(text: string | null): number {
  const count = /([\d,]+) direct messages/.exec(text ?? '')?.[1] ?? '';
  return Number(count.replaceAll(',', ''));
}
