import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadCards } from '../../src/bot/cards.js';
import { SAMPLES } from '../../src/bot/cards/samples.js';
import { startPageServer, type PageServer } from '../../src/demo/page-server.js';
import type { MessageView } from '../../src/demo/space-view.js';
import { startBrowser } from './browser.js';
import { pictureOfSample } from './pictures.js';
import { openPage, type PlayedPage } from './played-page.js';
import { shownOnly } from './shown-only.js';

/** Every card in every form, as Webex's own renderer draws it: light and dark, on a desk and on a phone. */

const started = await startBrowser();

const SCREENS = [
  { name: 'desktop', screen: { width: 1280, height: 900 } },
  { name: 'phone', screen: { width: 360, height: 740 } },
] as const;

const CARDS: readonly MessageView[] = SAMPLES.map((sample, position) => ({
  id: `sample-${String(position)}`,
  by: 'Purge Bot',
  isBot: true,
  at: '2026-11-24T14:05:00.000Z',
  mention: null,
  words: sample.face,
  card: loadCards().fill(sample),
  files: [],
  parentId: null,
  edited: false,
}));

/** The parts of cards that reach over their card's edge, or whose content does not fit in. As text, since it runs in the page. */
const CUT_OFF = `[...document.querySelectorAll('.card')].flatMap((card, position) => {
  const { left, right } = card.getBoundingClientRect();
  const isCut = (part) => {
    const box = part.getBoundingClientRect();
    const reachesOver = box.right > right + 0.5 || box.left < left - 0.5;
    return box.width > 0 && (reachesOver || (part.clientWidth > 0 && part.scrollWidth > part.clientWidth + 1));
  };
  const cut = [...card.querySelectorAll('*')].filter(isCut);
  return cut.map((part) => 'card ' + position + ', ' + part.className + ': ' + part.textContent.slice(0, 60));
})`;

describe.skipIf(started === null)('the cards', { timeout: 120_000 }, () => {
  let server: PageServer;
  beforeAll(async () => {
    server = await startPageServer(shownOnly(CARDS));
    return () => server.stop();
  });
  afterAll(() => started?.close());

  describe.each(SCREENS)('on a $name', ({ name, screen }) => {
    let played: PlayedPage;
    beforeAll(async () => {
      played = await openPage(started!.browser, server.url, screen);
      return () => played.page.close();
    });
    afterEach(() => {
      expect(played.troubles).toEqual([]);
    });

    test.each(['light', 'dark'] as const)(
      'in %s have nothing cut off, and no barrier that axe finds',
      async (scheme) => {
        await played.dress(scheme);
        expect(await played.page.locator('.card').count()).toBe(SAMPLES.length);
        expect(await played.page.evaluate(CUT_OFF)).toEqual([]);
        expect(await played.barriers()).toEqual([]);
        for (const [position, { face }] of SAMPLES.entries()) {
          const card = played.page.locator('.card').nth(position);
          await pictureOfSample(played.page, card, `${String(position)}-${face}-${scheme}-${name}`);
        }
      },
    );
  });
});
