import type { CookieOptions } from 'express';

/** Ties a sign-in to the browser that began it. */
export const COOKIE = 'purge_sign_in';

/** As long as the desk keeps a sign-in open. */
const LIFE_MS = 10 * 60_000;

/** Lax, because the browser comes back from Webex by a link of another site. */
export function cookieOptions(publicUrl: URL): CookieOptions {
  return {
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.protocol === 'https:',
    path: `${basePath(publicUrl)}/callback`,
    maxAge: LIFE_MS,
  };
}

/** PUBLIC_URL's path without a slash at its end; often empty. */
export function basePath(publicUrl: URL): string {
  return publicUrl.pathname.replace(/\/+$/, '');
}

export function loginUrl(publicUrl: URL): string {
  return `${publicUrl.origin}${basePath(publicUrl)}/login`;
}

/** The cookie's value from a Cookie header; null where it has none. */
export function browserIn(header: string | undefined): string | null {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? null;
}
