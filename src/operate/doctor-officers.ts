import type { BotRest } from '../bot/rest.js';
import type { Config } from '../config.js';
import type { Person } from '../model.js';
import type { VaultRecord } from '../ports.js';
import { readVault } from '../storage/vault.js';
import { nameOf } from './doctor-bot.js';
import { fault, fine, warning, type Finding } from './doctor-finding.js';
import type { DoctorNetwork } from './doctor-network.js';
import { checkSignIn, type SignInState } from './doctor-sign-in.js';

export interface OfficersVisit {
  readonly officers: readonly Person[];
  /** The organisation of the officers who can work, else of the first one; null where Webex does not say. */
  readonly orgId: string | null;
  readonly findings: readonly Finding[];
}

/** Each entry of OFFICERS: does Webex know it, and could that person ask and decide now? */
export async function checkOfficers(config: Config, network: DoctorNetwork): Promise<OfficersVisit> {
  const { found, unknown } = await lookUpAll(config.officers, network.rest);
  const vault = await readVault(config.dataDir, config.encryptionKeys);
  const loginUrl = `${config.web.publicUrl}/login`;
  const visited = await Promise.all(
    found.map(async (person) => ({ person, state: await stateOf(person, vault, { network, loginUrl }) })),
  );
  const orgId = (visited.find(({ state }) => state.able) ?? visited[0])?.person.orgId ?? null;
  const able = visited.filter(({ person, state }) => state.able && isOf(person, orgId)).map(({ person }) => person);
  return {
    officers: found,
    orgId,
    findings: [
      ...unknown.map(strange),
      ...visited.map(({ state }) => state.finding),
      ...found.filter((person) => !isOf(person, orgId)).map(foreign),
      ...checkExecutor(config, able),
      enough(config, able.length),
    ],
  };
}

async function lookUpAll(entries: readonly string[], rest: BotRest) {
  const people = await Promise.all(entries.map((entry) => lookUp(entry, rest)));
  const found = new Map<string, Person>();
  for (const person of people) if (person !== null) found.set(person.id, person);
  return { found: [...found.values()], unknown: entries.filter((_, i) => people[i] === null) };
}

async function lookUp(entry: string, rest: BotRest): Promise<Person | null> {
  const person = await (entry.includes('@') ? rest.personByEmail(entry) : rest.person(entry));
  return person === null || person.kind === 'bot' ? null : person;
}

function stateOf(
  person: Person,
  vault: readonly VaultRecord[],
  ways: { readonly network: DoctorNetwork; readonly loginUrl: string },
): Promise<SignInState> {
  const record = vault.find(({ personId }) => personId === person.id) ?? null;
  return checkSignIn({ name: nameOf(person), record, ...ways });
}

function isOf(person: Person, orgId: string | null): boolean {
  return person.orgId === null || orgId === null || person.orgId === orgId;
}

function strange(entry: string): Finding {
  return warning('officers', `Webex knows nobody by ${entry}.`, 'Correct or remove this entry of OFFICERS.');
}

function foreign(person: Person): Finding {
  const says = `${nameOf(person)} is of another organisation than the other officers.`;
  return warning('officers', says, 'Remove this person from OFFICERS: Webex lets officers act in their own only.');
}

/** Where one officer is named to delete, nobody else's token does. */
function checkExecutor({ executeAs }: Config, able: readonly Person[]): readonly Finding[] {
  if (executeAs === 'approvers') return [];
  if (able.some(({ email }) => email.toLowerCase() === executeAs.toLowerCase())) return [];
  const todo = 'Have that officer sign in, or set EXECUTE_AS to approvers.';
  return [fault('officers', `${executeAs}, whom EXECUTE_AS names, cannot delete now.`, todo)];
}

/** Who asked does not approve, unless SELF_APPROVAL lets them. */
function enough({ rules }: Config, able: number): Finding {
  const needed = rules.approvalsRequired + (rules.selfApproval ? 0 : 1);
  const asker = rules.selfApproval ? '' : ', one of them to ask';
  const says = `${String(able)} of the officers can ask and decide now; a purge needs ${String(needed)}${asker}.`;
  if (able >= needed) return fine('officers', says);
  return fault('officers', says, 'See the findings on each officer.');
}
