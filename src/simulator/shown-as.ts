/** The same address with another host. */
export function seenThrough(url: string, host: string): string {
  const seen = new URL(url);
  seen.hostname = host;
  return seen.origin;
}
