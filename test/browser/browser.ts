import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

export interface StartedBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const NONE = `
################################################################
  NO BROWSER: the Chromium of the package @sparticuz/chromium
  did not start, and none is installed. The demo page was NOT
  tested. Install Chromium or Chrome, and run the tests again.
################################################################
`;

/** The Chromium that comes with the packages, else an installed one; null, said loudly, where there is neither. */
export async function startBrowser(): Promise<StartedBrowser | null> {
  const failures: unknown[] = [];
  for (const start of [packagedChromium, installedChromium]) {
    const started = await start().catch((error: unknown) => void failures.push(error));
    if (started !== undefined) return started;
  }
  process.stderr.write(`${NONE}${failures.map(String).join('\n')}\n`);
  return null;
}

/**
 * The package unpacks itself into TMPDIR, and with AWS's run-time named its own system libraries too, which a bare
 * machine lacks. It never completes a half-done folder, so each run has one of its own.
 */
async function packagedChromium(): Promise<StartedBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-page-chromium-'));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const executablePath = await unpackInto(folder);
    const browser = await chromium.launch({ executablePath, env: await ownLibrariesAndFonts(folder) });
    return { browser, close: () => browser.close().then(removeFolder) };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function unpackInto(folder: string): Promise<string> {
  const before = { ...process.env };
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' });
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    packaged.setGraphicsMode = false;
    return await packaged.executablePath();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
}

/** DejaVu has the blocks of which a card's bars are made, which the package's own font lacks. */
const BLOCKS = '/usr/share/fonts/truetype/dejavu';

/**
 * One font everywhere, so that pictures and line breaks are the same on every machine; where a machine has DejaVu, it
 * helps out with what the first cannot draw.
 */
async function ownLibrariesAndFonts(folder: string): Promise<Record<string, string>> {
  const fonts = join(folder, 'own-fonts.conf');
  const dir = join(folder, 'fonts', 'fonts');
  const cache = join(folder, 'font-cache');
  await writeFile(
    fonts,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
     <fontconfig><dir>${dir}</dir><dir>${BLOCKS}</dir><cachedir>${cache}</cachedir>
       <alias binding="strong"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
     </fontconfig>`,
  );
  const { PATH = '', HOME = folder } = process.env;
  return { PATH, HOME, TMPDIR: folder, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: fonts };
}

async function installedChromium(): Promise<StartedBrowser> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = folders.flatMap((folder) => INSTALLED.map((name) => join(folder, name)));
  const executablePath = paths.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error(`none of ${INSTALLED.join(', ')} stands in PATH`);
  const browser = await chromium.launch({ executablePath });
  return { browser, close: () => browser.close() };
}
