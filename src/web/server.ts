import { createWebApp, type WebAppParts } from './app.js';
import { createDoor, type Door } from './door.js';

export interface WebServerParts extends WebAppParts {
  /** 0 takes any free one. */
  readonly port: number;
  readonly host: string;
}

export interface WebServer {
  /** Listens, and answers on which port. Rejects with an AppError. */
  start(): Promise<{ readonly port: number }>;
  /** Takes no more requests, lets those under way end for two seconds, then cuts them off. */
  stop(): Promise<void>;
}

/** `door`: the listening socket, where one is open already. */
export function createWebServer(parts: WebServerParts, door: Door = createDoor(parts)): WebServer {
  const app = createWebApp(parts);
  return {
    start: async () => {
      door.answerWith((request, response) => void app(request, response));
      const { port } = await door.open();
      parts.log.info('web.listening', { host: parts.host, port });
      return { port };
    },
    stop: () => door.close(),
  };
}
