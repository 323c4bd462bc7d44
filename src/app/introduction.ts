import type { NotedRules } from '../flow/rule-changes.js';
import type { Workflow } from '../flow/workflow.js';
import type { Session } from '../model.js';
import type { Log } from '../ports.js';

export interface Introduction {
  readonly version: string;
  readonly rules: NotedRules;
  readonly erased: readonly Session[];
  readonly unknownOfficers: readonly string[];
  readonly log: Log;
}

/** Says that the bot is here and which rules changed. A space that cannot be told now hears of the changes at the next start. */
export async function introduce(
  workflow: Workflow,
  { version, rules, erased, unknownOfficers, log }: Introduction,
): Promise<void> {
  try {
    await workflow.say({ kind: 'started', version, changedRules: rules.changes, unknownOfficers });
    await rules.remember();
    for (const { displayName } of erased) await workflow.say({ kind: 'sign-in-erased', name: displayName });
  } catch (error) {
    log.warn('the space could not be told of the start', { error });
  }
}
