import { firstNotBefore } from './event-log.js';
import type { EventFilter, EventSource } from './event-log.js';
import { publicId } from './ids.js';
import type { LoggedEvent } from './model.js';
import type { PageWriter } from './page-writer.js';

/** The events of everything that really happened in the simulator, sorted by time. */
export class RecordedEvents implements EventSource {
  readonly #events: LoggedEvent[] = [];
  readonly #byUuid = new Map<string, LoggedEvent>();

  get count(): number {
    return this.#events.length;
  }

  add(event: LoggedEvent): void {
    this.#byUuid.set(event.uuid, event);
    const last = this.#events.at(-1);
    if (last === undefined || last.created <= event.created) this.#events.push(event);
    else this.#events.splice(firstNotBefore(this, event.created + 1), 0, event);
  }

  find(uuid: string): LoggedEvent | undefined {
    return this.#byUuid.get(uuid);
  }

  createdAt(index: number): number {
    return this.#at(index).created;
  }

  couldMatch(): boolean {
    return true;
  }

  matches(index: number, filter: EventFilter): boolean {
    const event = this.#at(index);
    return (
      event.visibleAt <= filter.now &&
      (filter.resource === undefined || event.resource === filter.resource) &&
      (filter.type === undefined || event.type === filter.type) &&
      (filter.actorUuid === undefined || event.actor.uuid === filter.actorUuid)
    );
  }

  write(index: number, page: PageWriter): void {
    page.text(eventJson(this.#at(index)));
  }

  #at(index: number): LoggedEvent {
    const event = this.#events[index];
    if (event === undefined) throw new RangeError(`No event at ${index}`);
    return event;
  }
}

/** An event as GET /events shows it; Webex's own sample has appId as the text "null". */
export function eventJson(event: LoggedEvent): string {
  return JSON.stringify({
    id: publicId('EVENT', event.uuid),
    resource: event.resource,
    type: event.type,
    appId: 'null',
    actorId: publicId('PEOPLE', event.actor.uuid),
    orgId: publicId('ORGANIZATION', event.actor.orgUuid),
    created: new Date(event.created).toISOString(),
    data: event.data,
  });
}
