/**
 * The direction of imports:
 *   main → {app, operate} → {flow/workflow, webex, bot, web, storage};  flow → ports → model
 * Adapters know http, ports, model and errors; never each other, never flow.
 */
const FOUNDATION = '^src/(model|ports|errors|secret|canonical|duration|purge-id|log-context|printed-head)\\.ts$';
const ownFolder = (folder) => `^src/${folder}/`;
const adapter = (folder) => ({
  name: `${folder}-stands-alone`,
  comment: `${folder}/ may import http, ports, model and errors, and nothing else of ours`,
  severity: 'error',
  from: { path: ownFolder(folder) },
  to: { path: '^src/', pathNot: [FOUNDATION, ownFolder(folder), '^src/http/'] },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'model-knows-nothing', severity: 'error', from: { path: '^src/(model|errors)\\.ts$' }, to: { path: '.' } },
    {
      name: 'ports-know-the-model',
      severity: 'error',
      from: { path: '^src/ports\\.ts$' },
      to: { path: '.', pathNot: '^src/(model|secret)\\.ts$' },
    },
    {
      name: 'flow-is-pure',
      comment: 'flow/ knows ports, model and errors: no vendor, no file, no socket',
      severity: 'error',
      from: { path: '^src/flow/' },
      to: {
        path: '.',
        pathNot: [
          FOUNDATION,
          '^src/flow/',
          '^node_modules/dayjs/',
          '^node_modules/(croner|canonicalize)/',
          '^(node:)?crypto$',
        ],
      },
    },
    {
      name: 'http-is-below',
      severity: 'error',
      from: { path: '^src/http/' },
      to: { path: '^src/', pathNot: [FOUNDATION, '^src/http/'] },
    },
    ...['webex', 'bot', 'web', 'storage'].map(adapter),
    {
      name: 'only-main-and-demo-reach-the-simulator',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(demo|simulator)/' },
      to: { path: '^src/simulator/' },
    },
    {
      name: 'only-main-reaches-the-demo',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(demo/|main\\.ts$)' },
      to: { path: '^src/demo/' },
    },
    {
      name: 'simulator-is-a-stranger',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/', pathNot: '^src/simulator/' },
    },
    {
      name: 'only-the-bot-loads-the-framework',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/bot/' },
      to: { path: '^node_modules/webex-node-bot-framework/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
