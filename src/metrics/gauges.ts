import { Gauge, type Registry } from 'prom-client';
import type { LaneStanding } from '../ports.js';

/** How things stand when somebody looks. Null: there is none. */
export interface Standing {
  readonly connected: boolean;
  readonly requestsOpen: number;
  readonly purgesRunning: number;
  /** Requests whose scan runs or waits for its turn. */
  readonly scansOpen: number;
  /** How long each officer's sign-in still lasts, ms; below 0 where it has ended. In an order that stays, and tells nobody's name. */
  readonly signInsLeftMs: readonly number[];
  readonly lanes: readonly LaneStanding[];
  /** Since the newest complete scan began, ms. */
  readonly sinceLastScanMs: number | null;
  /** Messages of open purges that will be out of reach of later scans if nobody decides. */
  readonly passingOut: number;
  /** Until the first of them is, ms; 0 where some are already. */
  readonly passingOutInMs: number | null;
}

const DAY_MS = 86_400_000;

/** What is not known is left out rather than shown as a number that means nothing. */
export function createGauges(registry: Registry): Show {
  const shows = [
    ...GAUGES.map((form) => singleGauge(registry, form)),
    ...NUMBERED.map((form) => numbered(registry, form)),
  ];
  return (now) => {
    for (const show of shows) show(now);
  };
}

interface GaugeForm {
  readonly name: string;
  readonly help: string;
  readonly value: (now: Standing) => number | null;
}

type Show = (now: Standing | null) => void;

function singleGauge(registry: Registry, { name, help, value }: GaugeForm): Show {
  const gauge = new Gauge({ name, help, registers: [registry], labelNames: [] });
  return (now) => {
    const shown = now === null ? null : value(now);
    if (shown === null) gauge.remove();
    else gauge.set(shown);
  };
}

/** One of several that have no name here: a label numbers them from 1. */
interface NumberedForm {
  readonly name: string;
  readonly help: string;
  readonly label: 'officer' | 'lane';
  readonly values: (now: Standing) => readonly (number | null)[];
}

function numbered(registry: Registry, { name, help, label, values }: NumberedForm): Show {
  const gauge = new Gauge({ name, help, registers: [registry], labelNames: [label] });
  return (now) => {
    gauge.reset();
    for (const [i, shown] of (now === null ? [] : values(now)).entries()) {
      if (shown !== null) gauge.set({ [label]: String(i + 1) }, shown);
    }
  };
}

const GAUGES: readonly GaugeForm[] = [
  {
    name: 'purge_bot_due_messages_passing_out',
    help: 'Messages that wait for approval and will be out of reach of later scans in 14 days, or when their request expires',
    value: ({ passingOut }) => passingOut,
  },
  {
    name: 'purge_bot_passing_out_days_left',
    help: 'Days until the first message that waits for approval is out of reach of later scans',
    value: ({ passingOutInMs: left }) => (left === null ? null : left / DAY_MS),
  },
  {
    name: 'purge_bot_connected',
    help: '1 while the websocket stands, or the webhooks are active; else 0',
    value: ({ connected }) => (connected ? 1 : 0),
  },
  {
    name: 'purge_bot_requests_open',
    help: 'Requests that wait for a decision',
    value: ({ requestsOpen }) => requestsOpen,
  },
  {
    name: 'purge_bot_scans_open',
    help: 'Scans under way or waiting for their turn',
    value: ({ scansOpen }) => scansOpen,
  },
  { name: 'purge_bot_purges_running', help: 'Purges under way', value: ({ purgesRunning }) => purgesRunning },
  {
    name: 'purge_bot_officers_signed_in',
    help: 'Officers whose sign-in the bot holds',
    value: ({ signInsLeftMs }) => signInsLeftMs.length,
  },
  {
    name: 'purge_bot_last_scan_age_seconds',
    help: 'Seconds since the newest complete scan began',
    value: ({ sinceLastScanMs: age }) => (age === null ? null : age / 1_000),
  },
];

const NUMBERED: readonly NumberedForm[] = [
  {
    name: 'purge_bot_sign_in_days_left',
    help: 'Days until an officer’s sign-in ends, if it is not used again',
    label: 'officer',
    values: ({ signInsLeftMs }) => signInsLeftMs.map((left) => left / DAY_MS),
  },
  {
    name: 'purge_bot_lane_width',
    help: 'Requests that may be under way at once with one officer’s token',
    label: 'lane',
    values: ({ lanes }) => lanes.map(({ width }) => width),
  },
  {
    name: 'purge_bot_lane_in_flight',
    help: 'Requests under way with one officer’s token',
    label: 'lane',
    values: ({ lanes }) => lanes.map(({ inFlight }) => inFlight),
  },
  {
    name: 'purge_bot_lane_queue',
    help: 'Requests that wait for their turn with one officer’s token',
    label: 'lane',
    values: ({ lanes }) => lanes.map(({ waiting }) => waiting),
  },
  {
    name: 'purge_bot_lane_permitted_per_second',
    help: 'Requests a second that Webex turned out to permit with one officer’s token',
    label: 'lane',
    values: ({ lanes }) => lanes.map(({ perSecond }) => perSecond),
  },
];
