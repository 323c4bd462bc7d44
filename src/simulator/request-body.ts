import type { IncomingMessage } from 'node:http';
import { badRequest } from './api-error.js';
import { readMultipart } from './multipart.js';
import type { UploadedFile } from './multipart.js';

export interface RequestBody {
  readonly body: Record<string, unknown>;
  readonly files: readonly UploadedFile[];
}

/** Reads JSON, a form, or multipart. @throws ApiError 400 for JSON that does not parse. */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { body: {}, files: [] };
  if (type.startsWith('multipart/')) {
    const { fields, files } = readMultipart(bytes, type);
    return { body: fields, files };
  }
  const text = bytes.toString('utf8');
  const body = type.includes('x-www-form-urlencoded') ? Object.fromEntries(new URLSearchParams(text)) : parseJson(text);
  return { body, files: [] };
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
}
