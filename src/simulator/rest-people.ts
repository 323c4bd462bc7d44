import { badRequest, forbidden, notFound } from './api-error.js';
import { idParam, pageSize } from './call.js';
import type { AuthorisedCall } from './call.js';
import type { Person } from './model.js';
import { offsetPage } from './paging.js';
import { json } from './reply.js';
import type { Reply } from './reply.js';
import { personView } from './views.js';

export function getMe(call: AuthorisedCall): Reply {
  return json(view(call, call.caller));
}

export function getPerson(call: AuthorisedCall): Reply {
  needsPeopleRead(call);
  const person = call.org.people.get(idParam('PEOPLE', call.params.id));
  if (person === undefined) throw notFound('person');
  return json(view(call, person));
}

/** By `email`, by `id` (up to 85, comma separated) or by the beginning of `displayName`. */
export function listPeople(call: AuthorisedCall): Reply {
  needsPeopleRead(call);
  const found = search(call);
  if (found === undefined) throw badRequest('Email, displayName, or id list should be specified.');
  return offsetPage(
    call,
    found.map((person) => view(call, person)),
    pageSize(call.query, 100, 1000),
  );
}

function search({ org, query, caller }: AuthorisedCall): Person[] | undefined {
  const ids = query.get('id');
  const email = query.get('email');
  const name = query.get('displayName');
  if (ids !== null) return ids.split(',').flatMap((id) => org.people.get(idParam('PEOPLE', id.trim())) ?? []);
  if (email !== null) return [org.personByEmail(email) ?? []].flat();
  if (name !== null) return [...org.people.values()].filter((person) => person.displayName.startsWith(name));
  return caller.roles.has('admin')
    ? [...org.people.values()].filter((person) => person.orgUuid === org.uuid)
    : undefined;
}

function view(call: AuthorisedCall, person: Person): Record<string, unknown> {
  return personView(person, call.caller.roles.has('admin'));
}

function needsPeopleRead({ token }: AuthorisedCall): void {
  if (token.kind !== 'integration' || token.scopes.has('spark:people_read') || token.scopes.has('spark:all')) return;
  throw forbidden('The request requires the scope spark:people_read.');
}
