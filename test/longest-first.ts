import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What begins at once, so that nothing long is left for the end. Everything else follows in the usual order. */
const LONGEST = [
  'test/story/ends.test.ts',
  'test/crash/crash.test.ts',
  'test/crash/',
  'test/soak/',
  'test/story/',
  'test/browser/',
  'test/flow/',
];

/** Vitest knows how long a file takes only where it ran before; a fresh clone begins with the largest files. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => this.#rank(a) - this.#rank(b));
  }

  #rank({ moduleId }: TestSpecification): number {
    const path = relative(this.ctx.config.root, moduleId);
    const found = LONGEST.findIndex((start) => path.startsWith(start));
    return found === -1 ? LONGEST.length : found;
  }
}
