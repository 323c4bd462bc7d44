import { UnreachableError } from '../errors.js';
import type { Asker, PurgeRequest } from '../model.js';
import type { EventReader, SignIn } from '../ports.js';
import { officerOf, type Parts } from './parts.js';

export interface ExecutorParts {
  readonly reader: Pick<EventReader, 'probe'>;
  readonly signIn: Pick<SignIn, 'sessions'>;
  readonly officers: Parts['officers'];
  readonly executeAs: Parts['executeAs'];
}

/**
 * Whose tokens delete: the one officer's whom EXECUTE_AS names, else every approver's that works. Only where none does, one other signed-in officer lends theirs.
 * The role is probed with the token itself, since Webex offers officers no other proof of it. An UnreachableError where
 * Webex answered none of the probes: that says nothing about anybody.
 */
export async function findExecutors(parts: ExecutorParts, request: PurgeRequest): Promise<readonly Asker[]> {
  const { executeAs } = parts;
  if (executeAs !== 'approvers') {
    return thoseWhoCan(
      parts,
      parts.officers.filter(({ email }) => email.toLowerCase() === executeAs.toLowerCase()),
    );
  }
  const approvers = await thoseWhoCan(
    parts,
    request.approvals.map((approval) => approval.officer),
  );
  if (approvers.length > 0) return approvers;
  const sessions = await parts.signIn.sessions();
  return (await thoseWhoCan(parts, sessions.map(asAsker))).slice(0, 1);
}

async function thoseWhoCan(parts: ExecutorParts, people: readonly Asker[]): Promise<readonly Asker[]> {
  const officers = people.filter((person) => officerOf(parts.officers, person.id) !== null);
  const probes = await Promise.all(officers.map((officer) => parts.reader.probe(officer.id)));
  const able = officers.filter((_, i) => probes[i]?.ok === true);
  if (able.length === 0 && probes.some((probe) => !probe.ok && probe.cause === 'unreachable')) {
    throw new UnreachableError('Webex could not be asked whether the officers still hold their role.', {});
  }
  return able;
}

function asAsker({ personId, email, displayName }: { personId: string; email: string; displayName: string }): Asker {
  return { id: personId, email, displayName };
}
