import type { Probe, VaultRecord } from '../ports.js';
import { missingScopes } from '../webex/oauth.js';
import { probeWith } from '../webex/probe.js';
import { fine, warning, type Finding } from './doctor-finding.js';
import type { DoctorNetwork } from './doctor-network.js';

interface SignInParts {
  /** Of the officer, as findings show it. */
  readonly name: string;
  readonly record: VaultRecord | null;
  readonly loginUrl: string;
  readonly network: Pick<DoctorNetwork, 'http' | 'clock'>;
}

export interface SignInState {
  /** Whether this officer could ask and decide now. */
  readonly able: boolean;
  readonly finding: Finding;
}

/** A sign-in that ends sooner is worth a word: nobody has used it for months. */
const ENDS_SOON_MS = 14 * 86_400_000;

/** One officer's sign-in, role and scopes. The token is used as it stands and never renewed. */
export async function checkSignIn(parts: SignInParts): Promise<SignInState> {
  const { name, record, loginUrl, network } = parts;
  const again = `Have this officer sign in at ${loginUrl}, or write \`signin\` to the bot.`;
  if (record === null) return unable(`${name} is not signed in.`, again);
  const now = network.clock.now();
  const { accessToken, accessEndsAt, refreshEndsAt, scopes } = record.tokens;
  if (Date.parse(refreshEndsAt) <= now) return unable(`The sign-in of ${name} ended at ${refreshEndsAt}.`, again);
  const missing = missingScopes(scopes);
  if (missing.length > 0) {
    return unable(`The sign-in of ${name} lacks ${missing.join(', ')}.`, `Add them to the integration. ${again}`);
  }
  if (Date.parse(accessEndsAt) <= now) {
    const says = `The access token of ${name} ended at ${accessEndsAt}, so the role could not be probed; this check renews no token.`;
    return unable(says, 'The bot renews it at its next use: have this officer ask for a `preview`, then check again.');
  }
  const probe = await probeWith(network.http, accessToken);
  return probe.ok ? able(parts, refreshEndsAt, now) : refused(name, probe, again);
}

function able({ name }: SignInParts, refreshEndsAt: string, now: number): SignInState {
  const says = `${name} is signed in until ${refreshEndsAt} and holds role and scopes`;
  if (Date.parse(refreshEndsAt) - now > ENDS_SOON_MS) return { able: true, finding: fine('officers', `${says}.`) };
  const todo = 'A sign-in lasts as long as it is used: have this officer use the bot, or sign in again.';
  return { able: true, finding: warning('officers', `${says}, which is soon.`, todo) };
}

function refused(name: string, probe: Probe & { ok: false }, again: string): SignInState {
  const status = probe.status === null ? 'no answer' : String(probe.status);
  if (probe.cause !== 'refused') {
    return unable(`Webex could not be asked for the role of ${name} (${status}).`, 'Check again in a while.');
  }
  if (probe.status === 401) return unable(`Webex does not accept the sign-in of ${name} any more (${status}).`, again);
  const says = `${name} does not hold the role of a compliance officer, or the integration lacks a scope (${status}).`;
  return unable(says, 'Have a full administrator give the role in Control Hub, and check the scopes.');
}

function unable(says: string, todo: string): SignInState {
  return { able: false, finding: warning('officers', says, todo) };
}
