/** The token endpoint: POST /v1/access_token (Webex's Login guide). */
import { createHash, randomBytes } from 'node:crypto';
import { ApiError } from './api-error.js';
import { textField } from './call.js';
import type { Call } from './call.js';
import type { GrantedCode, RefreshToken } from './model.js';
import type { Org } from './org.js';
import { json } from './reply.js';
import type { Reply } from './reply.js';

export function accessToken(call: Call, codes: Map<string, GrantedCode>): Reply {
  requireClient(call);
  const grant = textField(call.body, 'grant_type');
  if (grant === 'authorization_code') return json(issueFor(call.org, redeem(call, codes)));
  if (grant === 'refresh_token') return json(refresh(call));
  throw oauthError(400, 'unsupported_grant_type', `grant_type ${String(grant)} is not supported.`);
}

/** A refresh token's whole answer, as Webex words it. */
function issueFor(
  org: Org,
  { person, scopes, clientId }: Pick<GrantedCode, 'person' | 'scopes' | 'clientId'>,
): Record<string, unknown> {
  const expiresAt = org.clock.now() + org.settings.refreshTokenSeconds * 1000;
  const refreshToken: RefreshToken = { value: secret(), person, scopes, clientId, expiresAt };
  org.refreshTokens.set(refreshToken.value, refreshToken);
  return issueAccess(org, refreshToken);
}

function issueAccess(org: Org, refreshToken: RefreshToken): Record<string, unknown> {
  const { person, scopes, clientId } = refreshToken;
  const { accessTokenSeconds } = org.settings;
  const now = org.clock.now();
  const value = secret();
  org.tokens.set(value, {
    value,
    person,
    scopes,
    clientId,
    kind: 'integration',
    expiresAt: now + accessTokenSeconds * 1000,
  });
  return {
    access_token: value,
    expires_in: accessTokenSeconds,
    refresh_token: refreshToken.value,
    refresh_token_expires_in: Math.max(0, Math.round((refreshToken.expiresAt - now) / 1000)),
    token_type: 'Bearer',
    scope: [...scopes].join(' '),
  };
}

function redeem(call: Call, codes: Map<string, GrantedCode>): GrantedCode {
  const code = textField(call.body, 'code') ?? '';
  const granted = codes.get(code);
  codes.delete(code);
  if (granted === undefined || granted.expiresAt < call.org.clock.now())
    throw oauthError(400, 'invalid_grant', 'The code is not valid any more.');
  if (textField(call.body, 'redirect_uri') !== granted.redirectUri)
    throw oauthError(400, 'invalid_grant', 'redirect_uri differs from the one of the request.');
  if (!verifies(granted.challenge, textField(call.body, 'code_verifier')))
    throw oauthError(400, 'invalid_grant', 'code_verifier does not match.');
  return granted;
}

function verifies(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined) return verifier === undefined;
  return (
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url') === challenge
  );
}

/** Using a refresh token gives it its full life again. */
function refresh({ org, body }: Call): Record<string, unknown> {
  const value = textField(body, 'refresh_token') ?? '';
  const held = org.refreshTokens.get(value);
  const now = org.clock.now();
  if (held === undefined || held.expiresAt < now)
    throw oauthError(400, 'invalid_grant', 'The refresh token is not valid.');
  held.expiresAt = now + org.settings.refreshTokenSeconds * 1000;
  if (org.settings.rotateRefreshTokens) {
    org.refreshTokens.delete(value);
    held.value = secret();
    org.refreshTokens.set(held.value, held);
  }
  return issueAccess(org, held);
}

function requireClient({ org, headers, body }: Call): void {
  const basic = /^Basic (.+)$/.exec(String(headers.authorization ?? ''))?.[1];
  const [id, given] =
    basic === undefined
      ? [textField(body, 'client_id'), textField(body, 'client_secret')]
      : Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent);
  if (id !== org.parts.clientId || given !== org.parts.clientSecret)
    throw oauthError(401, 'invalid_client', 'The client is not known or its secret is wrong.');
}

function oauthError(status: number, error: string, description: string): ApiError {
  return new ApiError(status, description, { extra: { error, error_description: description } });
}

/** From the machine's randomness, not from the seed: tokens must differ between runs, as real ones do. */
function secret(): string {
  return randomBytes(48).toString('base64url');
}
