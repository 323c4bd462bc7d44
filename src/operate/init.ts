import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { loadConfig } from '../config.js';
import { AppError, ConfigurationError } from '../errors.js';
import { readIfThere, replaceFile } from '../storage/durable.js';
import { filledEnv, type EnvValues } from './env-file.js';
import { QUESTIONS, type Question } from './init-questions.js';
import { writeNewFile } from './new-file.js';

/** Where the answers come from. */
export interface Answers {
  /** `shown`: what an empty answer means. Throws an AppError where nobody answers. */
  ask(question: Question, shown: string | null): Promise<string>;
  /** Tells what is wrong with the answer; true where it can be asked again. */
  wrong(fault: string): boolean;
}

export interface InitOrder {
  /** The folder of the `.env`. */
  readonly folder: string;
  /** Values given beforehand, which are not asked for. */
  readonly given: EnvValues;
  /** Whether a `.env` that is there is revised: what it holds then stands for an empty answer, its key is kept. */
  readonly revise: boolean;
  readonly answers: Answers;
  /** A fresh TOKEN_ENCRYPTION_KEY. */
  readonly newKey: () => string;
}

/** What may be shown of it: no value, since secrets are among them. */
export interface Initialised {
  readonly path: string;
  readonly revised: boolean;
  readonly keyMade: boolean;
  /** The variables that have a value in it. */
  readonly names: readonly string[];
}

const TEMPLATE = fileURLToPath(new URL('../../.env.example', import.meta.url));
const KEY = 'TOKEN_ENCRYPTION_KEY';

/** Asks what a set-up needs and writes `.env`, mode 0600. Throws a ConfigurationError, and writes nothing, where it could not work. */
export async function initialise({ folder, given, revise, answers, newKey }: InitOrder): Promise<Initialised> {
  const path = join(folder, '.env');
  const before = await readIfThere(path);
  if (before !== null && !revise) throw standsAlready(path);
  const values = new Map([...valuesIn(before ?? ''), ...given]);
  for (const question of QUESTIONS) if (!isGiven(question, given)) await answered(question, values, answers);
  const keyMade = !values.has(KEY) && !values.has(`${KEY}_FILE`);
  if (keyMade) values.set(KEY, newKey());
  const text = filledEnv(await readFile(TEMPLATE, 'utf8'), values);
  loadConfig(parseEnv(text));
  const names = [...valuesIn(text).keys()];
  if (before === null) await writeNewFile(path, (file) => file.writeFile(text));
  else await replaceFile(path, text);
  return { path, revised: before !== null, keyMade, names };
}

function standsAlready(path: string): AppError {
  return new AppError('exists', `${path} is there already and was left as it is.`, {
    hint: 'With --revise its values are kept where you give no others; or move it away.',
  });
}

function valuesIn(text: string): EnvValues {
  const values = Object.entries(parseEnv(`${text}\n`));
  return new Map(values.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])));
}

function isGiven({ name }: Question, given: EnvValues): boolean {
  return given.has(name) || given.has(`${name}_FILE`);
}

/** Asks until the answer can stand, or for once where nobody can be asked again: the whole is judged in the end anyway. */
async function answered(question: Question, values: Map<string, string>, answers: Answers): Promise<void> {
  const { name, secret, otherwise } = question;
  const standing = values.get(name) ?? otherwise;
  for (;;) {
    const text = (await answers.ask(question, secret && standing !== null ? 'as before' : standing)).trim();
    const answer = text === '' ? standing : text;
    if (answer !== null) values.set(name, answer);
    const fault = faultOf(name, answer ?? '');
    if (fault === null || !answers.wrong(fault)) return;
  }
}

/** What is wrong with this value alone. */
function faultOf(name: string, value: string): string | null {
  try {
    loadConfig({ [name]: value });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.faults.find((fault) => fault.startsWith(`${name} `)) ?? null;
  }
  return null;
}

/** Says what was written, and what comes next; or, for programs, one JSON object. */
export function tellInitialised(
  initialised: Initialised,
  { json, write }: { readonly json: boolean; readonly write: (text: string) => void },
): void {
  if (json) {
    write(`${JSON.stringify(initialised)}\n`);
    return;
  }
  const { path, revised, keyMade } = initialised;
  write(`${path} was ${revised ? 'revised' : 'written'}; only its owner may read it.\n`);
  if (keyMade) write(`A fresh ${KEY} is in it: keep a copy, for nothing under DATA_DIR can be used without it.\n`);
  write('Next: doctor checks it against Webex and changes nothing; start runs the bot.\n');
}
