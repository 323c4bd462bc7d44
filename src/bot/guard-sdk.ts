import type { Log } from '../ports.js';

/** Folders of the packages whose background work may fail without harm. */
const SDK_FRAME = /node_modules[\\/](?:@webex|webex|webex-node-bot-framework|request)[\\/]/;

/** What the framework asked for was not to be had, which we have logged and told. It leaves such rejections unhandled. */
export class NotLearntError extends Error {
  override readonly name = 'NotLearntError';
}

/**
 * The SDK leaves rejections unhandled when its metrics or look-ups of people fail; by Node's default each would end the
 * process. These are logged; anything else still ends it.
 * @returns takes the guard away again.
 */
export function guardSdk(log: Log): () => void {
  const onRejection = (reason: unknown): void => {
    if (!isSdkNoise(reason)) throw reason;
    log.warn('sdk.rejected', { reason: describe(reason) });
  };
  process.on('unhandledRejection', onRejection);
  return () => process.off('unhandledRejection', onRejection);
}

/** Told by the stack's first frame outside Node, by the shape of the SDK's HTTP errors, or by being no error at all. */
export function isSdkNoise(reason: unknown): boolean {
  if (!(reason instanceof Error) || reason instanceof NotLearntError) return true;
  return isHttpError(reason) || SDK_FRAME.test(firstFrame(reason));
}

/** The SDK's HTTP errors carry the request's options, its token among them: they must never be logged whole. */
function isHttpError(error: Error): boolean {
  return 'statusCode' in error && 'options' in error;
}

function firstFrame({ stack = '' }: Error): string {
  return stack.split('\n').find((line) => /^\s+at /.test(line) && !line.includes('node:')) ?? '';
}

function describe(reason: unknown): string {
  if (!(reason instanceof Error)) return 'no error object';
  return 'statusCode' in reason ? `${reason.name} (${String(reason.statusCode)})` : reason.name;
}
