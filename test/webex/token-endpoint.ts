import { createHash } from 'node:crypto';
import type { Answer, Arrived } from '../http/local-server.js';

export const CLIENT_SECRET = 'integration-secret';

const REFUSED: Answer = {
  status: 400,
  body: { error: 'invalid_grant', error_description: 'The code or refresh token is not good', trackingId: 'T_G' },
};
const UNKNOWN_CLIENT: Answer = { status: 401, body: { error: 'invalid_client', error_description: 'Who is this?' } };

/** Webex's `POST /access_token` as its Login guide describes it: secret in the body, PKCE by S256, each code once. */
export class TokenEndpoint {
  readonly #challenges = new Map<string, string>();
  readonly refreshTokens = new Set<string>();
  issued = 0;

  /** What the consent page does: a code for the challenge in the authorize address. */
  consent(location: string): string {
    const { searchParams } = new URL(location);
    const code = `code-${this.#challenges.size}`;
    this.#challenges.set(code, searchParams.get('code_challenge') ?? '');
    return code;
  }

  readonly answer = ({ body }: Arrived): Answer => {
    const form = new URLSearchParams(body);
    if (form.get('client_secret') !== CLIENT_SECRET) return UNKNOWN_CLIENT;
    const good = form.get('grant_type') === 'refresh_token' ? this.#knowsRefresh(form) : this.#spendCode(form);
    return good ? this.#tokens() : REFUSED;
  };

  #knowsRefresh(form: URLSearchParams): boolean {
    return this.refreshTokens.has(form.get('refresh_token') ?? '');
  }

  #spendCode(form: URLSearchParams): boolean {
    const code = form.get('code') ?? '';
    const challenge = this.#challenges.get(code);
    this.#challenges.delete(code);
    const made = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    return challenge !== undefined && challenge === made;
  }

  #tokens(): Answer {
    this.issued += 1;
    const refresh = `refresh-${this.issued}`;
    this.refreshTokens.add(refresh);
    return {
      body: {
        access_token: `access-${this.issued}`,
        expires_in: 1_209_599,
        refresh_token: refresh,
        refresh_token_expires_in: 7_775_999,
        token_type: 'Bearer',
      },
    };
  }
}
