import { request } from 'undici';
import type {
  AcceptedDelete,
  BulkOrder,
  Click,
  LiveTokens,
  NewMessage,
  NewPerson,
  NewRoom,
  OrgInfo,
  OrgPerson,
  Saying,
  SeenMessage,
  TrueMessage,
  TrueRoom,
} from './control-types.js';
import type { Fault } from './faults.js';
import type { RequestSummary } from './request-log.js';
import type { Settings } from './settings.js';

/** Which of the true messages to list. */
export interface TruthFilter {
  readonly roomType?: 'direct' | 'group';
  readonly roomId?: string;
  readonly deleted?: boolean;
  readonly text?: boolean;
}

/** Drives a running simulator over its control API. Every method throws if the simulator refuses. */
export class SimulatorClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  org(): Promise<OrgInfo> {
    return this.#call('GET', '/org');
  }

  async messages({ deleted, text, ...filter }: TruthFilter = {}): Promise<TrueMessage[]> {
    const query = new URLSearchParams(filter);
    if (deleted !== undefined) query.set('deleted', deleted ? '1' : '0');
    if (text === true) query.set('text', '1');
    return this.#items(`/messages?${query.toString()}`);
  }

  /** Every space with its members. */
  rooms(): Promise<TrueRoom[]> {
    return this.#items('/rooms');
  }

  /** What the members of a space see, oldest first; removed messages are flagged. */
  room(roomId: string): Promise<SeenMessage[]> {
    return this.#items(`/rooms/${roomId}`);
  }

  /** The compliance deletes that were answered 204, in order. */
  deletions(): Promise<AcceptedDelete[]> {
    return this.#items('/deletions');
  }

  /** Counters of the requests since the start or the last `clearRequests`; with `log`, the latest ones in full. */
  requests(log = false): Promise<RequestSummary> {
    return this.#call('GET', log ? '/requests?log=1' : '/requests');
  }

  clearRequests(): Promise<void> {
    return this.#call('DELETE', '/requests');
  }

  tokens(): Promise<LiveTokens> {
    return this.#call('GET', '/tokens');
  }

  texts(): Promise<string[]> {
    return this.#items('/texts');
  }

  async addPerson(person: NewPerson): Promise<OrgPerson> {
    const { id } = await this.#call<{ id: string }>('POST', '/people', person);
    return { id, email: person.email, displayName: person.displayName };
  }

  /** Answers the space's id. */
  async addRoom(room: NewRoom): Promise<string> {
    const { id } = await this.#call<{ id: string }>('POST', '/rooms', room);
    return id;
  }

  /** Answers the messages' ids, in the order given. */
  async addMessages(items: readonly NewMessage[]): Promise<string[]> {
    const { ids } = await this.#call<{ ids: string[] }>('POST', '/messages', { items });
    return ids;
  }

  addBulk(order: BulkOrder): Promise<{ count: number; rooms: number }> {
    return this.#call('POST', '/bulk', order);
  }

  /** Answers the id of what was said. */
  async say(saying: Saying): Promise<string> {
    const { id } = await this.#call<{ id: string }>('POST', '/say', saying);
    return id;
  }

  /** Answers the id of the card action. */
  async click(click: Click): Promise<string> {
    const { id } = await this.#call<{ id: string }>('POST', '/click', click);
    return id;
  }

  set(settings: Partial<Settings>): Promise<Settings> {
    return this.#call('PUT', '/settings', settings);
  }

  addFault(fault: Fault): Promise<void> {
    return this.#call('POST', '/faults', fault);
  }

  clearFaults(): Promise<void> {
    return this.#call('DELETE', '/faults');
  }

  /** Gives or takes the compliance officer's role; `person` is an id or e-mail. */
  setOfficer(person: string, officer: boolean): Promise<void> {
    return this.#call('POST', '/roles', { person, officer });
  }

  expireTokens(person: string, kind: 'access' | 'refresh'): Promise<void> {
    return this.#call('POST', '/expire-tokens', { person, kind });
  }

  /** How many authorised websockets stand open. */
  async sockets(): Promise<number> {
    const { open } = await this.#call<{ open: number }>('GET', '/sockets');
    return open;
  }

  /** Without a code the lines break as in a network fault. */
  dropSockets(code?: number): Promise<{ dropped: number }> {
    return this.#call('POST', '/sockets/drop', { code });
  }

  freezeSockets(): Promise<{ frozen: number }> {
    return this.#call('POST', '/sockets/freeze');
  }

  async #items<T>(path: string): Promise<T[]> {
    const { items } = await this.#call<{ items: T[] }>('GET', path);
    return items;
  }

  async #call<T>(method: 'DELETE' | 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<T> {
    const answer = await request(`${this.url}/_sim${path}`, {
      method,
      headersTimeout: 0,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`The simulator refused ${method} ${path}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
