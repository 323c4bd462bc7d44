import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Two cores: a story waits twice as long as it works, so four of them keep both busy and starve nobody.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
  },
});
