/** An answer other than success; thrown by handlers and turned into Webex's error JSON by the server. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** More members for the body, e.g. OAuth's `error` and `error_description`. */
  readonly extra: Record<string, unknown>;

  constructor(
    status: number,
    message: string,
    more: { headers?: Record<string, string>; extra?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.status = status;
    this.headers = more.headers ?? {};
    this.extra = more.extra ?? {};
  }
}

export const badRequest = (message: string): ApiError => new ApiError(400, message);
export const forbidden = (message: string): ApiError => new ApiError(403, message);
export const notFound = (what: string): ApiError => new ApiError(404, `Could not find ${what}.`);
