/** Webex's websocket as the SDK uses it: authorisation, buffer state, ping and pong, and activities of the spaces one is in. */
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { activityOf } from './activity.js';
import { concerns } from './happenings.js';
import type { Happening } from './happenings.js';
import type { Person } from './model.js';
import type { Org } from './org.js';
import { cardAuthor } from './webhook-delivery.js';

interface Line {
  readonly socket: WebSocket;
  person?: Person;
  /** A frozen line stays open and says nothing any more, not even pong. */
  frozen: boolean;
  sequence: number;
}

export class Mercury {
  readonly #org: Org;
  readonly #lines = new Set<Line>();
  readonly #server = new WebSocketServer({ noServer: true });

  constructor(org: Org) {
    this.#org = org;
    org.observers.push((happening) => this.#passOn(happening));
  }

  attach(server: Server): void {
    server.on('upgrade', (request, socket: Duplex, head) => {
      if (request.url?.startsWith('/mercury/') !== true) socket.destroy();
      else this.#server.handleUpgrade(request, socket, head, (opened) => this.#open(opened));
    });
  }

  /** How many authorised lines stand open. */
  get size(): number {
    return [...this.#lines].filter(({ person }) => person !== undefined).length;
  }

  /** Ends every line as a network fault would (the client sees code 1006) or, with `code`, as Webex would. */
  drop(code?: number): number {
    const dropped = this.#lines.size;
    for (const { socket } of this.#lines) {
      if (code === undefined) socket.terminate();
      else socket.close(code);
    }
    return dropped;
  }

  freeze(): number {
    for (const line of this.#lines) line.frozen = true;
    return this.#lines.size;
  }

  close(): void {
    this.drop();
    this.#server.close();
  }

  #open(socket: WebSocket): void {
    const line: Line = { socket, frozen: false, sequence: 0 };
    this.#lines.add(line);
    socket.on('message', (data) => this.#hear(line, data));
    socket.on('close', () => this.#lines.delete(line));
    socket.on('error', () => socket.terminate());
  }

  #hear(line: Line, data: RawData): void {
    const said = JSON.parse(rawText(data)) as { id?: string; type?: string; data?: { token?: string } };
    if (line.frozen) return;
    if (said.type === 'authorization') this.#authorise(line, said.data?.token ?? '');
    if (said.type === 'ping') line.socket.send(JSON.stringify({ id: said.id, type: 'pong' }));
  }

  #authorise(line: Line, header: string): void {
    const token = this.#org.tokens.get(header.replace(/^Bearer /, ''));
    if (token === undefined || token.expiresAt < this.#org.clock.now()) {
      line.socket.close(4401, 'not authorized');
      return;
    }
    line.person = token.person;
    this.#say(line, { eventType: 'mercury.buffer_state' });
  }

  #passOn(happening: Happening): void {
    const activity = activityOf(this.#org, happening);
    if (activity === undefined) return;
    for (const line of this.#lines) {
      const { person, frozen } = line;
      if (person === undefined || frozen) continue;
      if (concerns(person, happening, (action) => cardAuthor(this.#org, action))) {
        this.#say(line, { eventType: 'conversation.activity', activity });
      }
    }
  }

  #say(line: Line, data: Record<string, unknown>): void {
    line.sequence += 1;
    const frame = { id: this.#org.newUuid(), data, timestamp: this.#org.clock.now(), sequenceNumber: line.sequence };
    line.socket.send(JSON.stringify(frame));
  }
}

function rawText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
