import { loadConfig, type Config } from '../config.js';
import type { Environment } from '../configuration/reading.js';
import { ConfigurationError } from '../errors.js';
import type { Person } from '../model.js';
import { checkAddress, checkWebhooks } from './doctor-address.js';
import { checkBot, type BotVisit } from './doctor-bot.js';
import { checkClock } from './doctor-clock.js';
import { examined, fault, type Finding } from './doctor-finding.js';
import { checkFolder } from './doctor-folder.js';
import { checkHolds } from './doctor-holds.js';
import { openDoctorNetwork, type DoctorNetwork } from './doctor-network.js';
import { checkOfficers } from './doctor-officers.js';
import { checkProcess } from './doctor-process.js';
import { checkSettings } from './doctor-settings.js';
import { checkMembers } from './doctor-space.js';

export interface Diagnosis {
  /** Whether a purge could be asked for, approved and run now: no finding is a fault. */
  readonly purgePossible: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Looks at the configuration, at DATA_DIR and at the live Webex organisation. Sends nothing but GET, writes no file, takes
 * no lock and renews no token, so that the bot may be at work meanwhile.
 */
export async function diagnose(environment: Environment): Promise<Diagnosis> {
  const findings = await examine(environment);
  return { purgePossible: !findings.some(({ level }) => level === 'fault'), findings };
}

async function examine(environment: Environment): Promise<readonly Finding[]> {
  const config = configOf(environment);
  if (!('botToken' in config)) return config.faults;
  const network = openDoctorNetwork(config);
  try {
    const folder = await examined('data folder', () => checkFolder(config));
    const holds = await examined('hold list', () => checkHolds(config));
    const { running, findings } = await checkProcess(config);
    const webex = await examined('bot', () => askWebex(config, network, running));
    return [...checkSettings(config), ...folder, ...holds, ...findings, ...webex];
  } finally {
    await network.dispatcher.destroy();
  }
}

function configOf(environment: Environment): Config | { readonly faults: readonly Finding[] } {
  try {
    return loadConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const todo = 'Correct it in the environment or in .env; .env.example explains every variable.';
    return { faults: error.faults.map((sentence) => fault('configuration', sentence, todo)) };
  }
}

async function askWebex(config: Config, network: DoctorNetwork, running: boolean): Promise<readonly Finding[]> {
  const visit = await checkBot(config, network);
  const parts = { config, network, running };
  return [
    ...visit.findings,
    checkClock(network.clock),
    ...(visit.bot === null ? [] : await askPeople(parts, { ...visit, bot: visit.bot })),
    ...(await examined('address', () => checkAddress(parts))),
    ...(visit.bot === null ? [] : await examined('webhooks', () => checkWebhooks(parts))),
  ];
}

/** Who is in the space is judged by who the officers are. */
async function askPeople(
  parts: { readonly config: Config; readonly network: DoctorNetwork },
  { bot, inSpace }: BotVisit & { readonly bot: Person },
): Promise<readonly Finding[]> {
  return examined('officers', async () => {
    const visit = await checkOfficers(parts.config, parts.network);
    const members = inSpace ? await examined('space', () => checkMembers({ ...parts, ...visit, bot })) : [];
    return [...members, ...visit.findings];
  });
}
