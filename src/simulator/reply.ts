/** What a handler answers. */
export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly type?: string;
}

/** `value` may be finished JSON: pages of events are serialised by hand. */
export function json(value: unknown, more: { status?: number; headers?: Record<string, string> } = {}): Reply {
  const body = typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value);
  return { status: more.status ?? 200, headers: more.headers ?? {}, body, type: 'application/json;charset=UTF-8' };
}

export function html(body: string, status = 200): Reply {
  return { status, body, type: 'text/html;charset=UTF-8' };
}

export const noContent: Reply = { status: 204 };

export function redirect(location: string): Reply {
  return { status: 302, headers: { Location: location } };
}
