import { canonicalJson } from '../canonical.js';
import type { AuditHead, Json, PurgeRequest } from '../model.js';

/** What is small and rewritten. */
export interface State {
  readonly schema: number;
  readonly requests: Readonly<Record<string, PurgeRequest>>;
  readonly facts: Readonly<Record<string, Json>>;
  /** The last line of the audit that was written. */
  readonly audit: AuditHead;
}

/** A request never changes, another takes its place: so each is put into words once, however often the state is written. */
const texts = new WeakMap<PurgeRequest, string>();

/** The state's canonical JSON (RFC 8785). */
export function canonicalState({ audit, facts, requests, schema }: State): string {
  const ids = Object.keys(requests).sort();
  const members = ids.flatMap((id) => {
    const request = requests[id];
    return request === undefined ? [] : [`${JSON.stringify(id)}:${textOf(request)}`];
  });
  const named = { audit: canonicalJson(audit as unknown as Json), facts: canonicalJson(facts) };
  return `{"audit":${named.audit},"facts":${named.facts},"requests":{${members.join(',')}},"schema":${String(schema)}}`;
}

function textOf(request: PurgeRequest): string {
  const known = texts.get(request);
  if (known !== undefined) return known;
  const text = canonicalJson(request as unknown as Json);
  texts.set(request, text);
  return text;
}
