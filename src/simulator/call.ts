import { badRequest } from './api-error.js';
import { uuidOf } from './ids.js';
import type { IdType } from './ids.js';
import type { Person, Token } from './model.js';
import type { Org } from './org.js';
import type { UploadedFile } from './multipart.js';

/** One request as a handler sees it. */
export interface Call {
  readonly org: Org;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly params: Record<string, string>;
  /** JSON object, form fields or multipart fields. */
  readonly body: Record<string, unknown>;
  readonly files: readonly UploadedFile[];
}

/** A call by somebody known. */
export interface AuthorisedCall extends Call {
  readonly caller: Person;
  readonly token: Token;
}

/** A text out of the body. @throws ApiError 400 if it is of another type. */
export function textField(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw badRequest(`${name} must be a string.`);
  return value;
}

export function requiredText(body: Record<string, unknown>, name: string): string {
  const value = textField(body, name);
  if (value === undefined || value === '') throw badRequest(`${name} is required.`);
  return value;
}

export function numberField(body: Record<string, unknown>, name: string, fallback: number): number {
  const value = body[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

/** The uuid in an id of the outside world; an empty one, that finds nothing, for garbage. */
export function idParam(type: IdType, id: string | undefined | null): string {
  return (id && uuidOf(type, id)) ?? '';
}

/** Page size: above the ceiling it is quietly lowered (REST API basics). @throws ApiError 400 below one. */
export function pageSize(query: URLSearchParams, fallback: number, ceiling: number): number {
  const text = query.get('max');
  if (text === null) return fallback;
  const max = Number(text);
  if (!Number.isInteger(max) || max < 1) throw badRequest('max must be a positive whole number.');
  return Math.min(max, ceiling);
}

/** Whether the person holds the officer's role and the token that scope. */
export function isOfficer(call: AuthorisedCall, scope: string): boolean {
  return call.caller.roles.has('compliance') && call.token.scopes.has(`spark-compliance:${scope}`);
}
