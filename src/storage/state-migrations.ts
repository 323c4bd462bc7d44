import { fromSchema1 } from './state-schema-1.js';

/** The state as some version of the bot wrote it. */
export interface StoredState {
  readonly schema: number;
}

/**
 * Brings a state to the next schema; pure, since it is made again where a crash keeps its result from being written. Once
 * released it is never edited: it knows the form that it starts from, and nothing of today's types.
 */
type Migration = (state: object) => object;

/** In order: the first one starts from schema 1. */
const MIGRATIONS: readonly Migration[] = [fromSchema1];

/** What this version writes. */
export const SCHEMA = MIGRATIONS.length + 1;

/** Null where the schema is none that this version knows: a newer one, or no number of ours. */
export function migrated(state: StoredState): StoredState | null {
  if (!Number.isInteger(state.schema) || state.schema < 1 || state.schema > SCHEMA) return null;
  return MIGRATIONS.slice(state.schema - 1).reduce(
    (before, migrate) => ({ ...migrate(before), schema: before.schema + 1 }),
    state,
  );
}
