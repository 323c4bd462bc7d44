import { once } from 'node:events';
import { openMailbox } from './mailbox.js';
import { startPageServer } from './page-server.js';
import { playApp } from './play-app.js';
import { playScript } from './script.js';
import { setStage, type Stage } from './stage.js';
import { terminalNarrator } from './terminal.js';
import { createTroubles } from './troubles.js';

/** A small org keeps the story short; the seed keeps it the same. */
const SIMULATOR = { seed: 7, people: 200, messages: 3_000 };

/** Long enough to see the card wait and to press Stop; low enough a limit that the count has to be typed. */
const PAGE_ENV = { GRACE_PERIOD: '5s', CONFIRM_ABOVE: '100' };

/** Answers the exit code. */
export function runDemo({ script }: { script: boolean }): Promise<number> {
  return script ? tellStory() : playPage();
}

async function tellStory(): Promise<number> {
  const stage = await setStage({ simulator: SIMULATOR });
  try {
    return (await playScript(stage, terminalNarrator())) ? 0 : 1;
  } finally {
    await stage.close();
  }
}

/** Plays until a signal; nothing with an address is printed before the page's own. */
async function playPage(): Promise<number> {
  const ended = endSignal();
  print('Starting a simulated Webex organisation and the bot in it …');
  try {
    const stage = await setStage({ simulator: SIMULATOR, env: PAGE_ENV, cancelled: ended });
    return await playOn(stage, ended).finally(() => stage.close());
  } catch (error) {
    // Ctrl-C reaches the children too, so that a start which it cut short fails.
    if (ended.aborted) return 0;
    throw error;
  }
}

async function playOn(stage: Stage, ended: AbortSignal): Promise<number> {
  for (const officer of stage.org.officers) await stage.signIn(officer);
  const { webex, org } = stage;
  const [mailbox, troubles] = [await openMailbox(webex, org, Date.now()), createTroubles(stage)];
  const page = await startPageServer({ app: playApp(webex, org), mailbox, troubles });
  try {
    announce(page.url, stage);
    const ending = await Promise.race([abortOf(ended), troubles.botGone]);
    return ending === 'aborted' ? 0 : botGone(stage, ending);
  } finally {
    await page.stop();
  }
}

function announce(url: string, { org: { officers, member } }: Stage): void {
  const [first, second] = officers.map(({ displayName }) => displayName);
  print(`
The page that plays the Webex app:

    ${url}

Write "preview" or "purge" as ${first ?? ''}, approve as ${second ?? ''}, and see ${member.displayName} refused.
Beside the space two people's messages vanish as the purge reaches them, and trouble is a click away.
Nothing leaves this machine, and what the bot remembers goes when you end it: Ctrl-C.`);
}

/** The first Ctrl-C or SIGTERM; a second one ends the process at once, as if this were not here. */
function endSignal(): AbortSignal {
  const ending = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ending.abort());
  return ending.signal;
}

async function abortOf(signal: AbortSignal): Promise<'aborted'> {
  if (!signal.aborted) await once(signal, 'abort');
  return 'aborted';
}

function botGone({ bot }: Stage, code: number | null): number {
  print(`The bot ended by itself with ${String(code)}:
${bot.output()}`);
  return 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
