import tseslint from 'typescript-eslint';

/** Reading the environment and the global clock, randomness and fetch is each confined to one place; see the messages. */
const confined = {
  'no-restricted-globals': [
    'error',
    { name: 'fetch', message: 'Use the one HTTP client in src/http/: it holds the pool, the proxy and the time-outs.' },
  ],
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment; take a Config.' },
  ],
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', '**/*.js', '**/*.mjs', '**/*.cjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...confined,
      eqeqeq: 'error',
      'max-params': ['error', 4],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
    },
  },
  {
    files: ['src/config.ts', 'src/main.ts', 'src/demo/**', 'src/bot/sdk-environment.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  // The page runs in a browser, where fetch is the way to its own server.
  {
    files: ['src/demo/page/**'],
    rules: { 'no-restricted-globals': 'off', '@typescript-eslint/no-extraneous-class': 'off' },
  },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      'no-restricted-properties': 'off',
      'no-restricted-globals': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
