import { postMessage, submitAction } from './acts.js';
import { notFound } from './api-error.js';
import { idParam, requiredText, textField } from './call.js';
import type { Call } from './call.js';
import type { Person, Room } from './model.js';
import type { Org } from './org.js';
import { json } from './reply.js';
import type { Reply } from './reply.js';
import { actionView, messageView } from './views.js';
import type { World } from './world.js';

/** A person by e-mail or public id. @throws ApiError 404 */
export function lookUp(org: Org, person: string): Person {
  const found = org.personByEmail(person) ?? org.people.get(idParam('PEOPLE', person));
  if (found === undefined) throw notFound(`person ${person}`);
  return found;
}

export function roomById(org: Org, id: string): Room {
  const room = org.rooms.get(idParam('ROOM', id));
  if (room === undefined) throw notFound(`room ${id}`);
  return room;
}

/** Types as a person in the Webex app: a mention is part of text and html, as the app sends it. */
export function sayAs({ org, cast: { bot } }: World, { body }: Call): Reply {
  const room = roomById(org, requiredText(body, 'roomId'));
  const author = lookUp(org, requiredText(body, 'person'));
  const words = requiredText(body, 'text');
  const parentUuid = idParam('MESSAGE', textField(body, 'parentId')) || undefined;
  const content = body.mentionBot === true ? mentioning(bot, words) : { text: words };
  return json(messageView(postMessage(org, { room, author, parentUuid, ...content }), org.base));
}

function mentioning(bot: Person, words: string): { text: string; html: string; mentionedPeople: string[] } {
  const mention = `<spark-mention data-object-type="person" data-object-id="${bot.uuid}">${bot.displayName}</spark-mention>`;
  return {
    text: `${bot.displayName} ${words}`,
    html: `<p>${mention} ${escapeHtml(words)}</p>`,
    mentionedPeople: [bot.uuid],
  };
}

/** Submits a card as that person, with whatever inputs. */
export function clickAs({ org }: World, { body }: Call): Reply {
  const message = org.messages.find(idParam('MESSAGE', requiredText(body, 'messageId')));
  if (message === undefined) throw notFound('message');
  const person = lookUp(org, requiredText(body, 'person'));
  const inputs =
    typeof body.inputs === 'object' && body.inputs !== null ? (body.inputs as Record<string, unknown>) : {};
  return json(actionView(submitAction(org, { message, person, inputs })));
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
}
