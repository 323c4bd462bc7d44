import type { Figures, Notice, PurgeRequest } from '../model.js';
import type { Claims } from './claims.js';
import type { Parts } from './parts.js';
import type { Showing } from './showing.js';

type ReportCopy = (Notice & { kind: 'report' })['copy'];

export interface Reporting {
  readonly parts: Parts;
  readonly claims: Claims;
  readonly showing: Showing;
}

/**
 * Posts the report of a finished purge. Webex has no way to post exactly once: so that it will be tried is stored first, and
 * a later try says that an earlier copy may stand in the space.
 */
export async function postReport({ parts, claims, showing }: Reporting, { id }: PurgeRequest): Promise<void> {
  const begun = await claims.claim(id, { kind: 'report-begun' }, null);
  if (!begun.ok) throw new Error(`the report of ${id} could not be begun: ${begun.refusal.reason}`);
  const { request } = begun;
  if (request.figures === null) throw new Error(`${id} has finished without figures`);
  const copy = (request.report?.begun ?? 1) > 1 ? 'repeated' : 'first';
  await attachReport(parts, showing, { request, figures: request.figures, copy });
  await claims.claim(id, { kind: 'report-posted' }, null);
}

/** Attaches the report to the space; `copy` tells it from one that was there before. */
export async function attachReport(
  parts: Parts,
  showing: Showing,
  { request, figures, copy }: { request: PurgeRequest; figures: Figures; copy: ReportCopy },
): Promise<void> {
  const packed = await parts.files.packReport(request.id);
  try {
    const notice = { kind: 'report', request, figures, head: parts.audit.head(), copy, file: packed.note } as const;
    await (packed.file === null ? showing.say(notice) : showing.attach(notice, packed.file));
  } finally {
    await packed.remove();
  }
}
