import { plain } from '../http/failure.js';
import type { Session } from '../model.js';
import type { SignInRefusal } from '../ports.js';
import { html, type Html } from './html.js';
import type { Page } from './pages.js';

const BACK_TO_WEBEX = html`<p>You may close this page and go back to Webex.</p>`;

export function welcomePage({ displayName, email, endsAt, missingScopes }: Session): Page {
  return {
    status: 200,
    title: 'Signed in',
    body: html`<p>You are signed in as ${name(displayName)} (${name(email)}).</p>
      <p>The bot may now read message events and, after an approval, delete messages on your behalf.</p>
      ${missingWords(missingScopes)}
      <p>This ends by itself on ${endsAt.slice(0, 10)} if it is not used; <code>signout</code> ends it at once.</p>
      ${BACK_TO_WEBEX}`,
  };
}

/** Every refusal is a 4xx with the next step in plain words. */
export function refusalPage(refusal: SignInRefusal, loginUrl: string): Page {
  const { status, words } = refusalWords(refusal);
  const again = html`<p><a href="${loginUrl}">Begin a new sign-in</a>, and finish it in the same browser.</p>`;
  return {
    status,
    title: 'Not signed in',
    body: html`${words}
      <p>Nothing was kept.</p>
      ${again}`,
  };
}

function refusalWords(refusal: SignInRefusal): { readonly status: number; readonly words: Html } {
  switch (refusal.kind) {
    case 'state':
      return {
        status: 400,
        words: html`<p>
          This sign-in is not known here. It was used before, is older than ten minutes, or began in another browser.
        </p>`,
      };
    case 'webex':
      return { status: refusal.error === 'access_denied' ? 403 : 400, words: webexWords(refusal) };
    case 'scopes-unregistered':
      return { status: 400, words: unregisteredWords(refusal) };
    case 'code-refused':
      return {
        status: 400,
        words: html`<p>Webex did not accept this sign-in: its code was used before or is too old.</p>`,
      };
    case 'not-officer':
      return {
        status: 403,
        words: html`<p>${name(refusal.name)} (${name(refusal.email)}) is not one of the officers of this bot.</p>
          <p>Sign out of Webex in this browser first if that is not the account you meant.</p>`,
      };
    case 'no-role':
      return { status: 403, words: roleWords(refusal) };
    case 'unreachable':
      return {
        status: 424,
        words: html`<p>The sign-in could not be finished: Webex or the bot’s store did not answer.</p>`,
      };
  }
}

function webexWords({ error, description }: SignInRefusal & { kind: 'webex' }): Html {
  const said = [error, description ?? ''].map(plain).filter((part) => part !== '');
  return html`<p>Webex sent you back without a sign-in. It said: ${name(said.join(': '))}</p>`;
}

const ADD_SCOPES = html`Add what is missing at
  <a href="https://developer.webex.com/my-apps">developer.webex.com/my-apps</a>: choose the integration, tick the
  scopes, save, and sign in again.`;

function missingWords(scopes: readonly string[]): Html | '' {
  return scopes.length === 0 ? '' : html`<p>Webex did not grant: ${scopes.join(', ')}. ${ADD_SCOPES}</p>`;
}

function unregisteredWords({ needed, said }: SignInRefusal & { kind: 'scopes-unregistered' }): Html {
  return html`<p>The integration is not registered for all that the bot needs. Webex said: ${name(said)}</p>
    <p>It needs: ${needed.join(', ')}. ${ADD_SCOPES}</p>`;
}

function roleWords({ name: who, missingScopes }: SignInRefusal & { kind: 'no-role' }): Html {
  return html`<p>Webex does not let ${name(who)} read the organisation’s events.</p>
    <p>A full administrator gives the compliance officer role in Control Hub.</p>
    ${missingWords(missingScopes)}`;
}

/** Foreign text on one line, kept from changing the direction of what stands around it. */
function name(text: string): Html {
  return html`<bdi>${plain(text)}</bdi>`;
}
