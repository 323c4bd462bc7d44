import type { BulkMessages } from './bulk.js';
import type { Message } from './model.js';

/** All messages of the org, deleted ones included: the written ones as objects, the bulk ones as rules. */
export class MessageStore {
  readonly bulks: BulkMessages[] = [];
  readonly #written = new Map<string, Message>();
  readonly #byRoom = new Map<string, Message[]>();

  add(message: Message): void {
    this.#written.set(message.uuid, message);
    const room = this.#byRoom.get(message.room.uuid);
    if (room === undefined) this.#byRoom.set(message.room.uuid, [message]);
    else insertByTime(room, message);
  }

  /** A bulk message becomes an object that can be changed as soon as somebody looks at it with `keep`. */
  find(uuid: string, keep = false): Message | undefined {
    const known = this.#written.get(uuid) ?? this.#bulkMessage(uuid);
    if (known !== undefined && keep) this.#written.set(uuid, known);
    return known;
  }

  /** The space's written messages, oldest first; bulk messages are not among them. */
  inRoom(roomUuid: string): readonly Message[] {
    return this.#byRoom.get(roomUuid) ?? [];
  }

  *all(): Generator<Message> {
    for (const messages of this.#byRoom.values()) yield* messages;
    for (const bulk of this.bulks) yield* this.#bulkMessages(bulk);
  }

  *#bulkMessages(bulk: BulkMessages): Generator<Message> {
    for (let index = 0; index < bulk.count; index += 1) {
      const untouched = bulk.message(index);
      yield this.#written.get(untouched.uuid) ?? untouched;
    }
  }

  #bulkMessage(uuid: string): Message | undefined {
    for (const bulk of this.bulks) {
      const index = bulk.indexOfMessage(uuid);
      if (index !== undefined) return bulk.message(index);
    }
    return undefined;
  }
}

function insertByTime(messages: Message[], message: Message): void {
  let at = messages.length;
  while (at > 0 && (messages[at - 1]?.created ?? 0) > message.created) at -= 1;
  messages.splice(at, 0, message);
}
