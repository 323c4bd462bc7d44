import { expect, test } from 'vitest';
import { isSdkNoise, NotLearntError } from '../../src/bot/guard-sdk.js';

function thrownIn(path: string, extra: object = {}): Error {
  const error = Object.assign(new Error('boom'), extra);
  error.stack = `Error: boom\n    at node:internal/process/task_queues:95:5\n    at f (${path}:1:2)\n    at g (/app/dist/app.js:3:4)`;
  return error;
}

test.each([
  ['a TypeError deep in the SDK', thrownIn('/app/node_modules/@webex/webex-core/dist/x.js'), true],
  ['a fault of the framework', thrownIn('/app/node_modules/webex-node-bot-framework/lib/bot.js'), true],
  ['the SDK’s HTTP error', thrownIn('/app/dist/x.js', { statusCode: 500, options: {} }), true],
  ['what the framework could not be told', new NotLearntError('x'), true],
  ['a person id that was not found', 'Y2lzY29zcGFyazov', true],
  ['a fault of our own', thrownIn('/app/dist/flow/workflow.js'), false],
  ['a fault of another package', thrownIn('/app/node_modules/express/index.js'), false],
])('%s: noise of the SDK %s', (_, reason, noise) => {
  expect(isSdkNoise(reason)).toBe(noise);
});
