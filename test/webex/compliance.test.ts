import { describe, expect, it } from 'vitest';
import { serve, type Answer } from '../http/local-server.js';
import { officerSide } from './officer.js';

describe('members of a space', () => {
  const member = (name: string, orgId?: string) => ({
    personId: name,
    personEmail: `${name}@example.com`,
    ...(orgId === undefined ? {} : { personOrgId: orgId }),
  });

  it('are read over all pages', async () => {
    const server = await serve(({ headers }, count) => ({
      headers: count === 1 ? { link: `<http://${headers.host}/v1/memberships?cursor=2>; rel="next"` } : {},
      body: { items: [count === 1 ? member('ann', 'org-1') : member('bob')] },
    }));
    const members = await officerSide(`${server.url}/v1`).reader.members('olivia', 'r1');
    expect(members).toEqual([
      { personId: 'ann', email: 'ann@example.com', orgId: 'org-1' },
      { personId: 'bob', email: 'bob@example.com', orgId: null },
    ]);
    expect(server.arrived[1]?.query.get('roomId')).toBe('r1');
  });

  it.each([403, 404])('are unknown where Webex answers %i', async (status) => {
    const server = await serve(() => ({ status }));
    expect(await officerSide(server.url).reader.members('olivia', 'r1')).toBeNull();
  });
});

describe('people', () => {
  it('are asked for in batches that fit into an address', async () => {
    const server = await serve(({ query }) => ({
      body: {
        items: query
          .get('id')!
          .split(',')
          .map((id) => ({ id, emails: [`${id}@example.com`], displayName: id, orgId: 'o', type: 'person' })),
      },
    }));
    const ids = Array.from({ length: 200 }, (_, i) => `p${i}`);
    const people = await officerSide(server.url).reader.people('olivia', ids);
    expect(people.map(({ id }) => id)).toEqual(ids);
    expect(server.arrived).toHaveLength(3);
  });

  it('asks nothing for nobody', async () => {
    const server = await serve(() => ({ body: { items: [] } }));
    expect(await officerSide(server.url).reader.people('olivia', [])).toEqual([]);
    expect(server.arrived).toEqual([]);
  });
});

describe('the probe of an officer', () => {
  it.each<[string, Answer, object]>([
    ['may read', { body: { items: [] } }, { ok: true }],
    ['lacks the role', { status: 403 }, { ok: false, cause: 'refused', status: 403 }],
    ['cannot be asked', { status: 503 }, { ok: false, cause: 'unreachable', status: 503 }],
    ['was signed out', { status: 401 }, { ok: false, cause: 'refused', status: 401 }],
  ])('tells that one %s', async (_name, answer, expected) => {
    const server = await serve(() => answer);
    expect(await officerSide(server.url).reader.probe('olivia')).toEqual(expected);
  });

  it('tells that one never signed in', async () => {
    const server = await serve(() => ({ body: { items: [] } }));
    expect(await officerSide(server.url).reader.probe('oscar')).toEqual({
      ok: false,
      cause: 'not-signed-in',
      status: null,
    });
    expect(server.arrived).toEqual([]);
  });
});
