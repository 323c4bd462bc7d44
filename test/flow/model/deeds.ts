import fc from 'fast-check';
import { expect } from 'vitest';
import { someAct, type Act } from './acts.js';
import { faultsNow, silenceFaults } from './judge.js';
import type { Life } from './life.js';

/** After an act everything may come to rest before the next one, or only so many steps are done. */
const someTurns = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.array(fc.nat({ max: 5 }), { maxLength: 30 }) },
);

class Deed implements fc.AsyncCommand<object, Life> {
  readonly #act: Act;
  readonly #turns: readonly number[] | null;

  constructor([act, turns]: [Act, readonly number[] | null]) {
    this.#act = act;
    this.#turns = turns;
  }

  check(): boolean {
    return true;
  }

  async run(_model: object, life: Life): Promise<void> {
    await this.#act.run(life);
    if (this.#turns === null) await life.bot().rest();
    for (const choice of this.#turns ?? []) await life.bot().turns.step(choice);
    const silence = this.#turns === null ? silenceFaults(life) : [];
    expect([...(await faultsNow(life)), ...silence]).toEqual([]);
  }

  toString(): string {
    return this.#turns === null ? this.#act.name : `${this.#act.name} [${this.#turns.join(',')}]`;
  }
}

const { MODEL_REPLAY } = process.env;

/** What fills a life. The counterexample prints the `replayPath` that lives it again. */
export const someDeeds = fc.commands([fc.tuple(someAct, someTurns).map((deed) => new Deed(deed))], {
  maxCommands: 30,
  size: '+1',
  ...(MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY }),
});
