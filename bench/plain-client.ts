import { Agent, request } from 'undici';
import type { BenchOrg } from './org.js';

/** What our figures stand beside: clients that know no limit, no failure and no disk. */
export interface PlainClient {
  /** Reads and parses one page; answers how many events it had and where the next one is. */
  readonly page: (url: string) => Promise<{ readonly events: number; readonly next: string | null }>;
  readonly remove: (messageId: string) => Promise<void>;
  readonly firstPage: (from: string, to: string, max: number) => string;
  readonly close: () => Promise<void>;
}

export function plainClient({ apiUrl, token }: BenchOrg): PlainClient {
  const dispatcher = new Agent({ connections: 160 });
  const headers = { authorization: `Bearer ${token}` };
  return {
    page: async (url) => {
      const answer = await request(url, { dispatcher, headers });
      const { items } = JSON.parse(await answer.body.text()) as { items: unknown[] };
      return { events: items.length, next: /<([^>]*)>; rel="next"/.exec(String(answer.headers['link']))?.[1] ?? null };
    },
    remove: async (messageId) => {
      const answer = await request(`${apiUrl}/messages/${messageId}`, { method: 'DELETE', dispatcher, headers });
      await answer.body.dump();
      if (answer.statusCode !== 204) throw new Error(`a deletion was answered ${answer.statusCode}`);
    },
    firstPage: (from, to, max) =>
      `${apiUrl}/events?${new URLSearchParams({ resource: 'messages', type: 'created', from, to, max: String(max) }).toString()}`,
    close: () => dispatcher.destroy(),
  };
}

/** Runs `work` over the list, so many at once; answers the seconds it took. */
export async function atOnce<T>(width: number, list: readonly T[], work: (item: T) => Promise<void>): Promise<number> {
  const begun = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = list[next++]; item !== undefined; item = list[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return (performance.now() - begun) / 1_000;
}
