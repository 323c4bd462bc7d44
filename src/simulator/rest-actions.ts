import { submitAction } from './acts.js';
import { badRequest, notFound } from './api-error.js';
import { idParam, requiredText } from './call.js';
import type { AuthorisedCall } from './call.js';
import { json } from './reply.js';
import type { Reply } from './reply.js';
import { actionView } from './views.js';

/** For the author of the card and for the person who submitted it. */
export function getAction(call: AuthorisedCall): Reply {
  const action = call.org.actions.get(idParam('ATTACHMENT_ACTION', call.params.id));
  const message = action && call.org.messages.find(action.messageUuid);
  if (action === undefined || (message?.author !== call.caller && action.personUuid !== call.caller.uuid)) {
    throw notFound('attachment action');
  }
  return json(actionView(action));
}

/** Any member may submit a card with any inputs at all; nothing binds them to what the card offers. */
export function createAction(call: AuthorisedCall): Reply {
  const message = call.org.messages.find(idParam('MESSAGE', requiredText(call.body, 'messageId')));
  if (message?.room.members.has(call.caller.uuid) !== true || message.deletion !== undefined) throw notFound('message');
  if (call.caller.kind === 'bot') throw badRequest('A bot cannot submit a card.');
  const { inputs } = call.body;
  if (typeof inputs !== 'object' || inputs === null) throw badRequest('inputs is required.');
  const action = submitAction(call.org, { message, person: call.caller, inputs: inputs as Record<string, unknown> });
  return json(actionView(action));
}
