import { expect, it } from 'vitest';
import { OddAnswerError } from '../../src/errors.js';
import { pages } from '../../src/http/pages.js';
import { serve } from './local-server.js';
import { httpFor, testTime } from './test-parts.js';

it.each([
  ['<NEXT>; rel="next"'],
  ['<NEXT>; rel=next'],
  ['<NEXT>;rel="NEXT last"; title="more"'],
  ['<NEXT>; title="a, b"; rel="next"'],
  ['</first>; rel="first", <NEXT>; rel="next", </last>; rel="last"'],
])('the next page is the one that the header %s names', async (link) => {
  expect(await read(link)).toEqual([[1], [2]]);
});

it.each([['</first>; rel="first"'], ['</x>; rel="nextish"'], ['</x>; title="next"'], ['']])(
  'the list ends where the header %s names none',
  async (link) => {
    expect(await read(link)).toEqual([[1]]);
  },
);

it.each([{}, { items: null }, { items: {} }, [], null])('%j is no list', async (body) => {
  const server = await serve(() => ({ body }));
  const reading = pages({ send: sending(server.url), path: '/rooms', query: {} });
  const failed = reading.next();
  await expect(failed).rejects.toBeInstanceOf(OddAnswerError);
  await expect(failed).rejects.toThrow('/rooms');
});

function sending(url: string) {
  const http = httpFor(url, testTime());
  return (request: Parameters<typeof http.send>[0]) => http.send(request, null);
}

async function read(link: string): Promise<readonly (readonly unknown[])[]> {
  const server = await serve(({ headers }, count) => {
    const next = `http://${String(headers.host)}/rooms?cursor=2`;
    return { headers: count === 1 ? { link: link.replace('NEXT', next) } : {}, body: { items: [count] } };
  });
  const found: (readonly unknown[])[] = [];
  for await (const items of pages({ send: sending(server.url), path: '/rooms', query: {} })) found.push(items);
  return found;
}
