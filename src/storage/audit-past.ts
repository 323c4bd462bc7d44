import { join } from 'node:path';
import type { AuditPast } from '../ports.js';
import type { AuditLine } from './audit-line.js';
import { jsonBatches } from './lines.js';

/** What stands in audit.ndjson, as a stream. The chain itself is judged by whoever opens or verifies the audit. */
export function readAuditPast(dataDir: string): AuditPast {
  return { records: () => jsonBatches<AuditLine>(join(dataDir, 'audit.ndjson')) };
}
