import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Two cores: suites that start child processes would starve each other.
    maxWorkers: 2,
  },
});
