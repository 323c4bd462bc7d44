import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Who the visitor may be, as the page offers them. */
export const OLIVIA = 'Olivia Officer (officer)';
export const OSCAR = 'Oscar Officer (second officer)';
export const PAUL = 'Paul Plain (plain member)';

/** The page in the hands of a visitor. */
export interface PlayedPage {
  readonly page: Page;
  /** Console errors, failed requests and requests to anywhere else, so far. */
  readonly troubles: readonly string[];
  say(text: string): Promise<void>;
  become(name: string): Promise<void>;
  /** Says it, and waits for the card that answers. */
  ask(text: string): Promise<Locator>;
  /** The newest message with these words in it; waits for it. */
  hears(words: string | RegExp): Promise<Locator>;
  dress(scheme: 'dark' | 'light'): Promise<void>;
  /** How far the page can be pushed sideways, px. */
  overhang(): Promise<number>;
  /** What axe finds wrong, a line each. */
  barriers(): Promise<readonly string[]>;
}

export interface Screen {
  readonly width: number;
  readonly height: number;
}

/** What runs in the browser is written as text: the tests' own code knows no DOM. */
const CARD_GROUND = "getComputedStyle(document.querySelector('.card .ac-adaptiveCard')).backgroundColor";
const OVERHANG = `Math.max(...[document.documentElement, ...document.querySelectorAll('.conversation, .card, .beside, .mails')]
  .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))`;

const { resolve } = createRequire(import.meta.url);

/** A new visitor at a screen of this size, px. */
export async function openPage(browser: Browser, url: string, viewport: Screen): Promise<PlayedPage> {
  const page = await browser.newPage({ viewport, deviceScaleFactor: 2, colorScheme: 'light' });
  page.setDefaultTimeout(30_000);
  const troubles = troublesOf(page, url);
  await page.goto(url);
  await page.getByLabel('I am').locator('option').first().waitFor({ state: 'attached' });
  const say = async (text: string): Promise<void> => {
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.keyboard.press('Enter');
  };
  return {
    page,
    troubles,
    say,
    become: async (name) => {
      await page.getByLabel('I am').selectOption({ label: name });
    },
    ask: (text) => ask(page, () => say(text)),
    hears: async (words) => {
      const heard = page.getByRole('listitem').filter({ hasText: words }).last();
      await heard.waitFor();
      return heard;
    },
    dress: (scheme) => dress(page, scheme),
    overhang: () => page.evaluate<number>(OVERHANG),
    barriers: () => barriers(page),
  };
}

async function ask(page: Page, say: () => Promise<void>): Promise<Locator> {
  const cards = page.locator('.card');
  const before = await cards.count();
  await say();
  await cards.nth(before).waitFor();
  return cards.nth(before);
}

function troublesOf(page: Page, url: string): readonly string[] {
  const troubles: string[] = [];
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) troubles.push(`console: ${line.text()}`);
  });
  page.on('pageerror', ({ message }) => troubles.push(`uncaught: ${message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) troubles.push(`elsewhere: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${String(response.status())}: ${response.url()}`);
  });
  return troubles;
}

/** Cards are drawn anew in the other colours; waits until the first one is. */
async function dress(page: Page, scheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  const ground = scheme === 'dark' ? 'rgb(26, 26, 26)' : 'rgb(255, 255, 255)';
  await expect.poll(() => page.evaluate<string>(CARD_GROUND)).toBe(ground);
}

/** By evaluation and not as a script of the page, which the page's own policy forbids. */
async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ failureSummary }) => `${id}: ${failureSummary ?? ''}`));
}

/** How many messages a card is about. */
export function countOn(text: string | null): number {
  const count = /([\d,]+) direct messages/.exec(text ?? '')?.[1] ?? '';
  return Number(count.replaceAll(',', ''));
}
