import type { Config } from '../config.js';
import { RefusedError } from '../errors.js';
import type { Person } from '../model.js';
import { fault, fine, type Finding } from './doctor-finding.js';
import type { DoctorNetwork } from './doctor-network.js';

export interface BotVisit {
  /** Null where the token is no bot's: what needs it cannot be looked at. */
  readonly bot: Person | null;
  readonly inSpace: boolean;
  readonly findings: readonly Finding[];
}

/** Whose token is it, and does it reach the admin space? An UnreachableError where Webex does not answer. */
export async function checkBot(config: Config, { rest }: DoctorNetwork): Promise<BotVisit> {
  const bot = await owner(rest);
  if (bot === null) return unusable('Webex does not accept WEBEX_BOT_TOKEN.', NEW_TOKEN);
  if (bot.kind !== 'bot') return unusable(`WEBEX_BOT_TOKEN is the token of ${nameOf(bot)}, not of a bot.`, NEW_TOKEN);
  const inSpace = await rest.inRoom(config.adminRoomId);
  const known = fine('bot', `The token is that of ${nameOf(bot)}.`);
  return { bot, inSpace, findings: inSpace ? [known] : [known, outside(bot)] };
}

const NEW_TOKEN = "Copy the bot's token anew from its page on developer.webex.com; making a new one ends the old one.";

async function owner(rest: DoctorNetwork['rest']): Promise<Person | null> {
  try {
    return await rest.me();
  } catch (error) {
    if (error instanceof RefusedError && error.status === 401) return null;
    throw error;
  }
}

function unusable(says: string, todo: string): BotVisit {
  return { bot: null, inSpace: false, findings: [fault('bot', says, todo)] };
}

function outside(bot: Person): Finding {
  const says = `${bot.displayName} is not a member of the space in ADMIN_ROOM_ID.`;
  return fault('space', says, 'Add the bot to that space in Webex, or correct ADMIN_ROOM_ID.');
}

export function nameOf({ displayName, email }: Pick<Person, 'displayName' | 'email'>): string {
  return `${displayName} (${email})`;
}
