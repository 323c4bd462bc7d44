import { html, type Html } from './html.js';

/** What anybody who reaches the port may know: no name, no id, no address. */
export interface PublicStatus {
  readonly version: string;
  readonly officersSignedIn: number;
  readonly requestsOpen: number;
  readonly purgesRunning: number;
}

export interface Page {
  readonly status: number;
  readonly title: string;
  readonly body: Html;
}

interface StatusFacts {
  /** Null while the bot is still starting. */
  readonly status: PublicStatus | null;
  /** Why it is not ready; empty when it is. */
  readonly reasons: readonly string[];
  readonly loginUrl: string;
}

export function statusPage({ status, reasons, loginUrl }: StatusFacts): Page {
  const ready =
    reasons.length === 0
      ? html`<p>Ready.</p>`
      : html`<p>Not ready:</p>
          <ul>
            ${reasons.map((reason) => html`<li>${reason}</li>`)}
          </ul>`;
  const figures = status === null ? html`<p>The bot is starting.</p>` : figuresOf(status);
  const signIn = html`<p><a href="${loginUrl}">Sign in with Webex</a> if you are an officer of this bot.</p>`;
  return { status: 200, title: 'Purge bot', body: html`${ready}${figures}${signIn}` };
}

function figuresOf(status: PublicStatus): Html {
  return html`<dl>
    <dt>Version</dt>
    <dd>${status.version}</dd>
    <dt>Officers signed in</dt>
    <dd>${status.officersSignedIn}</dd>
    <dt>Requests waiting for a decision</dt>
    <dd>${status.requestsOpen}</dd>
    <dt>Purges running</dt>
    <dd>${status.purgesRunning}</dd>
  </dl>`;
}

export const startingPage: Page = {
  status: 503,
  title: 'Starting',
  body: html`<p>The bot is starting. Try again in a few seconds.</p>`,
};

export const notFoundPage: Page = {
  status: 404,
  title: 'Not found',
  body: html`<p>There is nothing at this address.</p>`,
};

export const tooManyPage: Page = {
  status: 429,
  title: 'Too many requests',
  body: html`<p>Too many requests came from your address. Try again in a minute.</p>`,
};

/** A request that could not be read, or a fault of ours: the log has the details. */
export function failurePage(status: number): Page {
  const words =
    status < 500 ? 'This request could not be read.' : 'Something went wrong. The log of the bot has the details.';
  return { status, title: 'Failed', body: html`<p>${words}</p>` };
}

/** The whole document; `base` is PUBLIC_URL's path without a slash at its end. */
export function documentOf({ title, body }: Page, base: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <link rel="stylesheet" href="${base}/page.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.markup;
}
