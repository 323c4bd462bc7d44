import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatorClient } from '../../src/simulator/client.js';
import type { OrgInfo } from '../../src/simulator/control-types.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/simulator.js';
import { beginIn, finishIn, joinedOfficers, REDIRECT_URI, signInTo, type Seen } from '../webex/joined-officers.js';

let simulator: RunningSimulator;
let client: SimulatorClient;
let org: OrgInfo;

beforeAll(async () => {
  simulator = await startSimulator({ people: 5, messages: 0, redirectUris: [REDIRECT_URI] });
  client = new SimulatorClient(simulator.url);
  org = await client.org();
});
afterAll(() => simulator.stop());

type Bot = Awaited<ReturnType<typeof joinedOfficers>>;

interface Refusal {
  readonly what: string;
  /** What the person does, with the real server, desk and Webex's own endpoints. */
  readonly come: (bot: Bot) => Promise<Seen>;
  readonly status: number;
  readonly words: string;
}

const olivia = (): string => org.officers[0].email;

const REFUSALS: readonly Refusal[] = [
  {
    what: 'without a state',
    come: async ({ address }) => {
      const back = await beginIn(address, olivia());
      back.query.delete('state');
      return finishIn(address, back);
    },
    status: 400,
    words: 'not known here',
  },
  {
    what: 'with a wrong state',
    come: async ({ address }) => {
      const back = await beginIn(address, olivia());
      back.query.set('state', 'a'.repeat(32));
      return finishIn(address, back);
    },
    status: 400,
    words: 'not known here',
  },
  {
    what: 'with two states',
    come: async ({ address }) => {
      const back = await beginIn(address, olivia());
      back.query.append('state', 'another');
      return finishIn(address, back);
    },
    status: 400,
    words: 'not known here',
  },
  {
    what: 'after ten minutes',
    come: async ({ address, desk }) => {
      const back = await beginIn(address, olivia());
      desk.aheadMs = 600_001;
      return finishIn(address, back);
    },
    status: 400,
    words: 'older than ten minutes',
  },
  {
    what: 'from another browser',
    come: async ({ address }) => {
      const [mine, other] = [await beginIn(address, olivia()), await beginIn(address, olivia())];
      return finishIn(address, { ...mine, cookie: other.cookie });
    },
    status: 400,
    words: 'another browser',
  },
  {
    what: 'from a browser without a cookie',
    come: async ({ address }) => finishIn(address, { ...(await beginIn(address, olivia())), cookie: '' }),
    status: 400,
    words: 'another browser',
  },
  {
    what: 'with a code of another sign-in, whose PKCE verifier does not fit',
    come: async ({ address }) => {
      const [mine, other] = [await beginIn(address, olivia()), await beginIn(address, olivia())];
      mine.query.set('code', other.query.get('code') ?? '');
      return finishIn(address, mine);
    },
    status: 400,
    words: 'did not accept',
  },
  {
    what: 'without a code',
    come: async ({ address }) => {
      const back = await beginIn(address, olivia());
      back.query.delete('code');
      return finishIn(address, back);
    },
    status: 400,
    words: 'did not accept',
  },
  {
    what: 'with markup in what Webex says',
    come: async ({ address }) => {
      const back = await beginIn(address, olivia());
      back.query.set('error', 'access_denied');
      back.query.set('error_description', '<script>alert(1)</script>"\u202e<img src=x onerror=alert(1) ');
      return finishIn(address, back);
    },
    status: 403,
    words: '&quot;',
  },
  {
    what: 'where the integration lacks a scope',
    come: async ({ address }) =>
      finishIn(
        address,
        await beginIn(address, olivia(), (authorize) => {
          authorize.searchParams.set('scope', `${authorize.searchParams.get('scope') ?? ''} spark-admin:roles_read`);
        }),
      ),
    status: 400,
    words: 'https://developer.webex.com/my-apps',
  },
  {
    what: 'of somebody who is no officer',
    come: ({ address }) => signInTo(address, org.member.email),
    status: 403,
    words: 'not one of the officers',
  },
  {
    what: 'without the role',
    come: async ({ address }) => {
      await client.setOfficer(org.officers[0].id, false);
      return signInTo(address, olivia()).finally(() => client.setOfficer(org.officers[0].id, true));
    },
    status: 403,
    words: 'compliance officer role',
  },
  {
    what: 'where Webex did not grant reading events',
    come: async ({ address }) =>
      finishIn(address, await beginIn(address, olivia(), without('spark-compliance:events_read'))),
    status: 403,
    words: 'did not grant: spark-compliance:events_read',
  },
];

function without(scope: string): (authorize: URL) => void {
  return ({ searchParams }) => {
    const asked = searchParams.get('scope')?.split(' ') ?? [];
    expect(asked).toContain(scope);
    searchParams.set('scope', asked.filter((one) => one !== scope).join(' '));
  };
}

describe('a sign-in', () => {
  it.each(REFUSALS)('$what is refused in words, and nothing is kept', async ({ come, status, words }) => {
    const bot = await joinedOfficers(simulator.url, org);
    const page = await come(bot);
    expect(page.text).toContain(words);
    expect(page.status).toBe(status);
    expect(page.text).not.toMatch(/<script|<img|\u202e|node_modules/);
    expect(await bot.vault.list()).toEqual([]);
  });

  it('counts once, and so does its code', async () => {
    const { address, vault } = await joinedOfficers(simulator.url, org);
    const [first, second] = [await beginIn(address, olivia()), await beginIn(address, olivia())];
    expect(await finishIn(address, first)).toMatchObject({ status: 200 });
    expect(await finishIn(address, first)).toMatchObject({ status: 400 });
    expect(await vault.list()).toHaveLength(1);

    second.query.set('code', first.query.get('code') ?? '');
    const again = await finishIn(address, second);
    expect(again.status).toBe(400);
    expect(again.text).toContain('used before or is too old');
  });

  it('with too few scopes for deleting is kept, and says which are missing and where to add them', async () => {
    const { address, vault } = await joinedOfficers(simulator.url, org);
    const back = await beginIn(address, olivia(), without('spark-compliance:messages_write'));
    const page = await finishIn(address, back);
    expect(page.status).toBe(200);
    expect(page.text).toContain('did not grant: spark-compliance:messages_write.');
    expect(page.text).toContain('https://developer.webex.com/my-apps');
    expect(await vault.list()).toHaveLength(1);
  });

  it('of two officers at once gives each their own', async () => {
    const { address, vault } = await joinedOfficers(simulator.url, org);
    const [one, other] = await Promise.all(org.officers.map(({ email }) => beginIn(address, email)));
    const pages = await Promise.all([finishIn(address, other!), finishIn(address, one!)]);
    expect(pages.map(({ text }) => /signed in as <bdi>([^<]+)/.exec(text)?.[1])).toEqual([
      org.officers[1].displayName,
      org.officers[0].displayName,
    ]);
    const kept = await vault.list();
    expect(kept.map(({ email }) => email).toSorted()).toEqual(org.officers.map(({ email }) => email).toSorted());
    expect(new Set(kept.map(({ tokens }) => tokens.accessToken.reveal())).size).toBe(2);
  });

  it('leaves neither code nor state in the log, whether it succeeds or not', async () => {
    const bot = await joinedOfficers(simulator.url, org);
    const back = await beginIn(bot.address, olivia());
    for (const page of [await finishIn(bot.address, back), await finishIn(bot.address, back)]) {
      for (const name of ['code', 'state']) expect(page.text).not.toContain(back.query.get(name));
    }
    const logged = JSON.stringify(bot.log.lines);
    expect(logged).toContain('sign-in.refused');
    for (const name of ['code', 'state']) expect(logged).not.toContain(back.query.get(name));
  });
});
