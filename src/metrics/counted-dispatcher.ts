import { DecoratorHandler, type Dispatcher } from 'undici';
import { limitWaitMs } from '../http/retry-timing.js';
import type { Counting } from '../metrics.js';
import type { Clock } from '../ports.js';

/** Counts every request that goes through the pool, those of the sign-in included; the Webex SDK has connections of its own. */
export function countedDispatcher(
  dispatcher: Dispatcher,
  parts: { readonly clock: Clock; readonly counting: Counting },
): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => {
    const { method } = options;
    const endpoint = endpointOf(options.path);
    const answered: Answered = (status, retryAfter) => {
      parts.counting.request({ method, endpoint, status });
      if (status === 429) parts.counting.limited(limitWaitMs(retryAfter, parts.clock.now()));
    };
    return dispatch(options, new CountedHandler(handler, answered));
  });
}

type Answered = (status: number | 'none', retryAfter?: string) => void;

/** The kinds of endpoint that are told apart; a path holds ids, so it is never a label itself. */
const ENDPOINTS = ['events', 'messages', 'memberships', 'people', 'rooms', 'webhooks', 'attachment', 'access_token'];

/** `/v1/messages/ID` is `messages`; whatever is not known is `other`. */
export function endpointOf(path: string): string {
  const steps = path.split(/[?#]/, 1)[0]?.split('/') ?? [];
  return ENDPOINTS.find((endpoint) => steps.includes(endpoint)) ?? 'other';
}

/** Passes everything on and notes how it ended. */
class CountedHandler extends DecoratorHandler implements Dispatcher.DispatchHandler {
  readonly #next: Dispatcher.DispatchHandler;
  readonly #answered: Answered;
  #counted = false;

  constructor(next: Dispatcher.DispatchHandler, answered: Answered) {
    super(next);
    this.#next = next;
    this.#answered = answered;
  }

  onResponseStart(...[controller, status, headers, message]: Parameters<Started>): void {
    if (status >= 200) this.#count(status, retryAfterIn(headers));
    this.#next.onResponseStart?.(controller, status, headers, message);
  }

  onResponseError(...[controller, error]: Parameters<Failed>): void {
    this.#count('none');
    this.#next.onResponseError?.(controller, error);
  }

  /** An answer that breaks off in its body has been counted by its status. */
  #count(status: number | 'none', retryAfter?: string): void {
    if (!this.#counted) this.#answered(status, retryAfter);
    this.#counted = true;
  }
}

type Started = NonNullable<Dispatcher.DispatchHandler['onResponseStart']>;
type Failed = NonNullable<Dispatcher.DispatchHandler['onResponseError']>;

function retryAfterIn(headers: Parameters<Started>[2]): string | undefined {
  const value = headers['retry-after'];
  return Array.isArray(value) ? value[0] : value;
}
