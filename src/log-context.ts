import { AsyncLocalStorage } from 'node:async_hooks';

/** What a piece of work is about, for every line of the log that is written meanwhile, by whichever part. */
type LogContext = Readonly<Record<string, string>>;

const contexts = new AsyncLocalStorage<{ fields: LogContext }>();

/** Runs the task, and whatever it begins, with these fields beside those around it. */
export function inLogContext<T>(fields: LogContext, task: () => T): T {
  return contexts.run({ fields: { ...logContext(), ...fields } }, task);
}

/** For work that learns only on its way what it is about. */
export function addToLogContext(fields: LogContext): void {
  const context = contexts.getStore();
  if (context !== undefined) context.fields = { ...context.fields, ...fields };
}

export function logContext(): LogContext {
  return contexts.getStore()?.fields ?? {};
}
