import type { Onlooker, Session, SignInHelp } from '../../model.js';
import { counted, grouped, timeOf } from './figures.js';
import { plain } from './plain.js';

/** How to sign in; where the page is on loopback, on which machine it opens and how to bring it to one's own. */
export function signInLines({ loginUrl, tunnel }: SignInHelp): string[] {
  if (tunnel === null) return [`Sign in: ${loginUrl}`];
  const host = plain(tunnel.host);
  return [
    `Sign in: ${loginUrl}`,
    `The link works only on ${host}, the machine that the bot runs on. To open it on your own machine, first run this in a terminal of your own machine and keep it running:`,
    `\`\`\`\n${tunnel.command}\n\`\`\``,
  ];
}

export function whoamiWords({
  name,
  email,
  officer,
  session,
  signIn,
}: {
  name: string;
  email: string;
  officer: boolean;
  session: Session | null;
  signIn: SignInHelp;
}): string {
  const who = `You are **${plain(name)}** (${plain(email)}), `;
  if (!officer) return `${who}no compliance officer here. You may use \`help\`, \`status\` and \`stop\`.`;
  if (session !== null) return `${who}compliance officer. ${sessionWords(session)}`;
  return [`${who}compliance officer, not signed in.`, ...signInLines(signIn)].join('\n\n');
}

export function signedInWords(session: Session): string {
  return `**${plain(session.displayName)}** signed in. ${sessionWords(session)}`;
}

export function signedOutWords(name: string, had: boolean): string {
  return had
    ? `**${plain(name)}** signed out: the stored tokens are erased. Webex itself keeps the authorisation until you revoke it (https://idbroker.webex.com/idb/profile#/tokens) or an administrator does.`
    : `${plain(name)} was not signed in. Nothing was stored, so nothing was erased.`;
}

export function signInEndedWords({
  name,
  cutOff,
  signIn,
}: {
  name: string;
  cutOff: boolean;
  signIn: SignInHelp;
}): string {
  const why = cutOff
    ? 'the bot was cut off while it renewed it, and Webex no longer accepts what is stored'
    : 'Webex no longer accepts it';
  const lines = [`The sign-in of **${plain(name)}** has ended: ${why}. The tokens are erased. Please sign in again.`];
  return [...lines, ...signInLines(signIn)].join('\n\n');
}

/** Says by when, not in how many days: it may be read later. */
export function signInEndsWords({
  name,
  endsAt,
  signIn,
}: {
  name: string;
  endsAt: string;
  signIn: SignInHelp;
}): string {
  const lines = [
    `The sign-in of **${plain(name)}** ends ${timeOf(endsAt)}, unless it is used before. Nothing can then be scanned or deleted with it. To keep it, sign in again.`,
  ];
  return [...lines, ...signInLines(signIn)].join('\n\n');
}

/** How long a sign-in lasts; what Webex did not grant. */
function sessionWords({ endsAt, missingScopes }: Session): string {
  const until = `The sign-in lasts until ${timeOf(endsAt)}, longer if used.`;
  if (missingScopes.length === 0) return until;
  const missing = missingScopes.map((scope) => plain(scope)).join(', ');
  return `${until} Webex did not grant ${missing}: add it to the integration at developer.webex.com, then sign in again.`;
}

export function signInErasedWords(name: string): string {
  return `**${plain(name)}** is not in OFFICERS any more: the stored tokens are erased.`;
}

export function officerReissuedWords(address: string): string {
  return `**${plain(address)}** in OFFICERS belongs to somebody else in Webex than when it was first looked up. Nobody is an officer by it: an address that changed hands must not pass on what its owner could do. If the new owner is to be an officer, put that person’s id into OFFICERS in place of the address and start the bot again.`;
}

export function officersShortWords({ known, needed }: { known: number; needed: number }): string {
  return `**Nobody can approve a purge now.** Of OFFICERS, Webex knows ${counted(known, 'person', 'people')}; APPROVALS_REQUIRED and SELF_APPROVAL need ${grouped(needed)}. I still scan, stop runs and keep holds. Correct OFFICERS and start me again.`;
}

/** So many newcomers are named; the rest are counted. */
const NAMED = 5;

export function onlookersWords(people: readonly Onlooker[]): string {
  const named = people.slice(0, NAMED).map((one) => `**${plain(one.email)}** (${standingOf(one)})`);
  const more = people.length - named.length;
  const who = more === 0 ? named.join(', ') : `${named.join(', ')} and ${counted(more, 'other')}`;
  return `Added to this space while a purge is open: ${who}. Every member sees cards and reports and can stop a purge. Remove from the space whoever should not.`;
}

function standingOf({ officer, outside }: Onlooker): string {
  const role = officer ? 'an officer' : 'no officer';
  return outside ? `${role}, of another organisation` : role;
}
