import type { Dispatcher } from 'undici';
import { createBotRest, type BotRest } from '../bot/rest.js';
import type { Config } from '../config.js';
import { createHttpClient, type HttpClient } from '../http/client.js';
import { createDispatcher } from '../http/dispatcher.js';
import { createWebexClock, systemTime } from '../http/webex-clock.js';
import type { Clock, Log } from '../ports.js';

/** The way to Webex, as the bot itself would go it. */
export interface DoctorNetwork {
  readonly dispatcher: Dispatcher;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly rest: BotRest;
}

/** Somebody waits in front of the terminal: one repeat, and no waiting for limits. */
const TRIES = 2;

export function openDoctorNetwork({ webex, proxy, botToken }: Config): DoctorNetwork {
  const clock = createWebexClock(systemTime);
  const dispatcher = createDispatcher(proxy);
  const patient = createHttpClient({ baseUrl: webex.apiUrl, dispatcher, clock, log: silent, random: Math.random });
  const http: HttpClient = {
    send: (request, token) => patient.send({ tries: TRIES, limits: 'throw', ...request }, token),
  };
  return { dispatcher, http, clock, rest: createBotRest({ http, token: botToken }) };
}

const nothing = (): void => undefined;
/** What goes wrong is told as a finding. */
const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silent };
