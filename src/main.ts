#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import type { App } from './app.js';
import type { EndCause } from './app/farewell.js';
import { loadConfig, readEnvironment, readGivenKeys, VARIABLES, type Config } from './config.js';
import { AppError } from './errors.js';
import { createDoor } from './web/door.js';

/** The command line: reads what was asked, starts it, and ends with its exit code. */

/** The exit code where the command line itself cannot be read: 1 says that something was tried and is not well. */
const WRONG_USAGE = 2;

interface PackageJson {
  readonly version: string;
  readonly description: string;
}

interface InitOptions {
  readonly set?: ReadonlyMap<string, string>;
  readonly revise?: boolean;
  readonly json?: boolean;
}

const { version, description } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as PackageJson;

const program = new Command('webex-purge-bot')
  .description(description)
  .version(version)
  .showHelpAfterError('(--help shows how it is used)')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USAGE))
  .addHelpText(
    'after',
    '\nExit codes: 0 all is well, 1 it is not, 2 the command could not be read.\nSettings come from the environment and from .env in the current folder.',
  );

program.command('start').description('run the bot').action(start);

program
  .command('init')
  .description('ask for what a set-up needs and write .env with a fresh key, readable by its owner only')
  .option('--set <name=value>', 'give a value beforehand; may be repeated', collect)
  .option('--revise', 'change a .env that is there already: its values are kept where no others are given')
  .option('--json', 'print one JSON object, without any value; questions then go to standard error')
  .addHelpText('after', '\nWithout a terminal, one line of standard input answers each question, in the same order.')
  .action(async ({ set = new Map(), revise = false, json = false }: InitOptions) => {
    const { initialise, tellInitialised } = await import('./operate/init.js');
    const { openAnswers } = await import('./operate/answers.js');
    const answers = openAnswers({ input: process.stdin, output: json ? process.stderr : process.stdout });
    const newKey = (): string => randomBytes(32).toString('base64');
    const order = { folder: process.cwd(), given: set, revise, answers, newKey };
    tellInitialised(await initialise(order).finally(() => answers.close()), { json, write });
  });

program
  .command('doctor')
  .description('check the configuration against the live Webex organisation; changes nothing')
  .option('--json', 'print one JSON object')
  .action(async ({ json = false }: { json?: boolean }) => {
    const { diagnose } = await import('./operate/doctor.js');
    const { printDiagnosis } = await import('./operate/doctor-print.js');
    const environment = readEnvironment(process.cwd());
    const colour = process.stdout.isTTY && !process.env['NO_COLOR'];
    process.exitCode = printDiagnosis(await diagnose(environment), { json, colour, write });
  });

program
  .command('demo')
  .description('play the product against a simulated Webex organisation')
  .option('--script', 'tell the whole story in the terminal and end')
  .action(async ({ script = false }: { script?: boolean }) => {
    const { runDemo } = await import('./demo/demo.js');
    process.exitCode = await runDemo({ script });
  });

program
  .command('evidence')
  .description('pack everything on disk of one purge, with the checks that a stranger can do')
  .argument('<id>', 'the id of the purge, as its cards show it')
  .option('--json', 'print one JSON object')
  .action(async (id: string, { json = false }: { json?: boolean }) => {
    const { printEvidence, writeEvidence } = await import('./operate/evidence.js');
    const clock = { now: () => Date.now() };
    printEvidence(await writeEvidence({ dataDir: dataDir(), id, folder: process.cwd(), clock }), { json });
  });

program
  .command('audit')
  .description('the record of everything the bot did')
  .command('verify')
  .description('re-compute the audit chain and every digest that stands in it')
  .option('--head <hash>', 'a hash, or its first 16 digits, that a card or report showed: the audit must contain it')
  .option('--json', 'print one JSON object')
  .action(async ({ json = false, ...options }: { json?: boolean; head?: string }) => {
    const { printVerdict, verifyAudit } = await import('./operate/audit-verify.js');
    process.exitCode = printVerdict(
      await verifyAudit(dataDir(), { ...options, keys: readGivenKeys(readEnvironment(process.cwd())) }),
      { json },
    );
  });

await program.parseAsync().catch(fail);

function write(text: string): void {
  process.stdout.write(text);
}

/** One more `NAME=value` of a variable that there is. */
function collect(text: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (!VARIABLES.some((known) => known === name)) throw new InvalidArgumentError('NAME=value of a known variable.');
  return new Map([...before, [name, value]]);
}

async function start(): Promise<void> {
  const config = loadConfig(readEnvironment(process.cwd()));
  let app: App | null = null;
  // Before anything slow is loaded: a signal in the first second stops in order too, and /healthz is answered.
  endInOrder(async (cause) => app?.stop(cause));
  const door = createDoor(config.web);
  // That it cannot listen is told by the start, after what matters more.
  door.open().catch(() => undefined);
  const { createApp } = await import('./app.js');
  const { createLog } = await import('./log.js');
  app = createApp({ config, log: createLog({ ...config.log, secrets: secretsOf(config) }), version, door });
  try {
    await app.start();
  } catch (error) {
    await app.stop('fault');
    throw error;
  }
}

/**
 * The first signal stops in order; a second one ends at once, which is safe: what matters is on disk by then. A fault of our
 * own stops in order too, and ends with 1.
 */
function endInOrder(stop: (cause: EndCause) => Promise<void>): void {
  let stopping = false;
  const end = (cause: EndCause): void => {
    if (stopping) process.exit(1);
    stopping = true;
    void stop(cause).then(() => process.exit(cause === 'signal' ? 0 : 1));
  };
  process.on('SIGTERM', () => end('signal'));
  process.on('SIGINT', () => end('signal'));
  process.on('uncaughtException', (error) => {
    tellFault(error);
    end('fault');
  });
}

/** Verifying needs no whole configuration; of the secrets it uses the key, where there is one. */
function dataDir(): string {
  return readEnvironment(process.cwd())['DATA_DIR']?.trim() || './data';
}

function secretsOf({ botToken, oauth, web, encryptionKeys }: Config) {
  const webhook = web.webhookSecret === null ? [] : [web.webhookSecret];
  return [botToken, oauth.clientSecret, ...encryptionKeys, ...webhook];
}

/** Foreseen failures are told in a sentence and what to do; anything else is our own fault and shows where. */
function fail(error: unknown): void {
  if (error instanceof AppError) process.stderr.write(`${error.message}\n${error.hint}\n`);
  else tellFault(error);
  process.exit(1);
}

function tellFault(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
