import type { Deleter, EventReader, OwnPosts } from '../../src/ports.js';
import { createEventReader } from '../../src/webex/compliance.js';
import { createDeleter } from '../../src/webex/deletion.js';
import { createLanes } from '../../src/webex/lanes.js';
import { createOfficerCalls } from '../../src/webex/officer-calls.js';
import { createOwnPosts } from '../../src/webex/own-posts.js';
import { createTokens } from '../../src/webex/tokens.js';
import { httpFor, recordingLog, testTime, type LogLine, type TestTime } from '../http/test-parts.js';
import { memoryVault, recordOf, tokenSet } from './memory-vault.js';

export interface OfficerSide {
  readonly reader: EventReader;
  readonly deleter: Deleter;
  readonly ownPosts: OwnPosts;
  readonly time: TestTime;
  readonly lines: readonly LogLine[];
}

/** Everything that works with Olivia's token `good`, which a refresh turns into `new`, against one server. */
export function officerSide(url: string, time: TestTime = testTime()): OfficerSide {
  const log = recordingLog();
  const { clock } = time;
  const tokens = createTokens({
    vault: memoryVault(recordOf(tokenSet('good', '2026-12-05T12:00:00.000Z'))),
    oauth: { refresh: () => Promise.resolve(tokenSet('new', '2026-12-08T12:00:00.000Z')) },
    clock,
    log,
    help: { loginUrl: 'http://localhost:5000/login', tunnel: null },
    ending: () => Promise.resolve(),
    ended: () => undefined,
  });
  const calls = createOfficerCalls({ http: httpFor(url, time, log), tokens, lanes: createLanes({ clock, log }) });
  return {
    reader: createEventReader({ calls, clock, log }),
    deleter: createDeleter({ calls, log }),
    ownPosts: createOwnPosts({ calls, clock, log, botId: 'the-bot', roomId: 'the-space' }),
    time,
    lines: log.lines,
  };
}

export async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
