import { createHmac, hkdfSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../src/canonical.js';
import type { Json } from '../../src/model.js';
import type { Secret } from '../../src/secret.js';

/** state.json as a version of its time wrote it: signed under a key derived from the vault's. Answers the file's text. */
export async function writeOlderState(folder: string, key: Secret, state: Json): Promise<string> {
  const signingKey = Buffer.from(hkdfSync('sha256', Buffer.from(key.reveal(), 'base64'), '', 'state.json', 32));
  const hmac = createHmac('sha256', signingKey).update(canonicalJson(state)).digest('hex');
  const text = `${JSON.stringify({ hmac, state }, null, 1)}\n`;
  await writeFile(join(folder, 'state.json'), text, { mode: 0o600 });
  return text;
}

const OFFICER = { id: 'person-olivia', email: 'olivia@example.com', displayName: 'Olivia Officer' };
const AUDIT = { seq: 7, hash: 'a'.repeat(64) };

/** A purge that was approved and is deleting, in every field that the first version of the bot had, and no other. */
export const RUNNING_1 = {
  id: '20260901-abc123',
  version: 5,
  kind: 'purge',
  state: 'running',
  asker: null,
  policy: true,
  span: { from: '2026-06-04T00:00:00.000Z', to: '2026-08-02T00:00:00.000Z' },
  filters: { persons: [], domains: [] },
  rules: {
    approvalsRequired: 1,
    selfApproval: false,
    approvalTtlMs: 259_200_000,
    gracePeriodMs: 900_000,
    confirmAbove: 1_000,
    maxMessages: 200_000,
    canarySize: 50,
    crossOrg: 'exclude',
  },
  createdAt: '2026-09-01T12:00:00.000Z',
  expiresAt: '2026-09-04T12:00:00.000Z',
  nonce: 'nonce-of-the-request',
  digest: 'd'.repeat(64),
  summary: {
    messages: 12,
    people: 7,
    spaces: 4,
    oldest: '2026-06-05T00:00:00.000Z',
    newest: '2026-08-01T00:00:00.000Z',
    busiest: [{ email: 'alice@example.com', messages: 12 }],
    leftOut: { 'already-gone': 0, filtered: 0, external: 0, bot: 0, 'members-unknown': 0, held: 0, 'in-open-purge': 0 },
    scanned: 36,
  },
  card: { messageId: 'message-of-the-card', digest: 'c'.repeat(64), edits: 0 },
  approvals: [
    {
      officer: OFFICER,
      at: '2026-09-01T13:00:00.000Z',
      actionId: 'action-of-the-click',
      cardMessageId: 'message-of-the-card',
      comment: null,
    },
  ],
  startsAt: '2026-09-01T13:15:00.000Z',
  ending: null,
  run: { startedAt: '2026-09-01T13:15:00.000Z', executors: [OFFICER], stopped: null, finishedAt: null },
  figures: null,
} satisfies Json;

/** `requests`: of whichever fields the version had that wrote them. */
export function schema1(requests: readonly { readonly id: string }[]): Json {
  const byId = Object.fromEntries(requests.map((request) => [request.id, request as unknown as Json]));
  return { schema: 1, requests: byId, facts: { pause: true }, audit: AUDIT };
}
