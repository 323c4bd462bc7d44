import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';

/** The documents' pictures are made anew only when asked for, `PICTURES=1 npm test`, so that a test changes no file. */
const WANTED = process.env['PICTURES'] === '1';

/** The whole card at twice its size; for that the screen is for a moment as tall as the card. */
export async function pictureOfCard(page: Page, card: Locator, name: string): Promise<void> {
  if (!WANTED) return;
  const screen = page.viewportSize();
  await page.setViewportSize({ width: 1280, height: 2_000 });
  await card.screenshot({ path: pathOf(name), scale: 'device' });
  if (screen !== null) await page.setViewportSize(screen);
}

export async function pictureOfPage(page: Page, name: string): Promise<void> {
  if (WANTED) await page.screenshot({ path: pathOf(name), scale: 'css' });
}

/** Of a part of the page, as the browser knows it. */
interface Scrollable {
  scrollIntoView(options: { readonly block: 'start' | 'center' }): void;
}

/** The page scrolled to that part of it, for the strip that tells the story. */
export async function pictureOfStory(
  page: Page,
  part: Locator,
  { name, block = 'start' }: { readonly name: string; readonly block?: 'start' | 'center' },
): Promise<void> {
  if (!WANTED) return;
  await part.evaluate((element: Scrollable, at) => element.scrollIntoView({ block: at }), block);
  await pictureOfPage(page, name);
}

/** A card as it stands on this screen, to be looked at. */
export async function pictureOfSample(page: Page, card: Locator, name: string): Promise<void> {
  if (!WANTED) return;
  const screen = page.viewportSize();
  await page.setViewportSize({ width: screen?.width ?? 1280, height: 3_600 });
  await card.screenshot({ path: fileURLToPath(new URL(`pictures/${name}.png`, import.meta.url)), scale: 'css' });
  if (screen !== null) await page.setViewportSize(screen);
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../docs/${name}.png`, import.meta.url));
}
