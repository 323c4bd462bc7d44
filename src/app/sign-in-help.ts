import { hostname } from 'node:os';
import { isLoopback } from '../configuration/parsers.js';
import type { SignInHelp } from '../model.js';

/** Where PUBLIC_URL is on loopback the sign-in page opens on this machine only, and others need a tunnel to it. */
export function signInHelp({ publicUrl, port }: { publicUrl: string; port: number }): SignInHelp {
  const loginUrl = `${publicUrl}/login`;
  const url = new URL(publicUrl);
  if (!isLoopback(url.hostname)) return { loginUrl, tunnel: null };
  const local = url.port === '' ? '80' : url.port;
  return { loginUrl, tunnel: { host: hostname(), command: `ssh -L ${local}:localhost:${String(port)} ${hostname()}` } };
}
