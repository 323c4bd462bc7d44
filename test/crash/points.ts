import { Random } from '../../src/simulator/random.js';

/** Where in the life of a purge the bot is killed. In the order in which a life passes them. */
export type Phase = 'freeze' | 'card' | 'claim' | 'grace' | 'batch' | 'canary' | 'verify' | 'report';

export interface Point {
  readonly phase: Phase;
  /** How much of the phase is seen first: requests since the command, per mille of the list deleted in a batch. */
  readonly after: number;
  /** Then so long, ms. */
  readonly delayMs: number;
  /** The end of what grows is torn, as a power cut leaves it. */
  readonly torn: boolean;
}

/** One life passes these points, each with a restart after it. */
const LIFE: readonly Phase[] = [
  'freeze',
  'card',
  'claim',
  'grace',
  'batch',
  'canary',
  'batch',
  'batch',
  'verify',
  'report',
];

export const POINTS_IN_A_LIFE = LIFE.length;

/** The longest wait before the kill, ms: about as long as the phase itself lasts. */
const DELAYS: Readonly<Record<Phase, number>> = {
  freeze: 40,
  card: 60,
  claim: 150,
  grace: 1_200,
  batch: 15,
  canary: 400,
  verify: 1_500,
  report: 80,
};

/** What else goes wrong in a life. */
export type Trouble = 'none' | 'failing' | 'outage' | 'full-disk';

const TROUBLES: readonly Trouble[] = ['none', 'none', 'failing', 'outage', 'full-disk'];

/** Every fifth life has the same. */
export function troubleOf(seed: number): Trouble {
  return TROUBLES[(seed - 1) % TROUBLES.length] ?? 'none';
}

/** The points of one life; the same seed gives the same ones. */
export function pointsOf(seed: number): readonly Point[] {
  const random = new Random(seed);
  const shares = [random.int(80), 200 + random.int(300), 500 + random.int(480)];
  return LIFE.map((phase) => ({
    phase,
    after: phase === 'batch' ? (shares.shift() ?? 0) : phase === 'freeze' ? random.int(25) : 0,
    delayMs: random.int(DELAYS[phase]),
    torn: random.chance(0.3),
  }));
}
