import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import { until, type Stage } from '../../src/demo/stage.js';
import { auditOf, setScene, type Scene } from '../story/scene.js';
import { reportsIn, textOf } from './traces.js';

const OPTIONS = {
  simulator: { seed: 5, people: 24, messages: 260, latencyMs: 12, deletedEventDelayMs: 1_500 },
  env: { CANARY_SIZE: '0' },
};

async function approve({ stage, space }: Scene): Promise<number> {
  await space.say(stage.org.officers[0], 'purge 30d');
  const card = await space.hears('the card', hasCard);
  await space.click(stage.org.officers[1], card, { button: 'Approve' });
  const frozen = (await auditOf(stage)).find(({ type }) => type === 'purge.frozen');
  return Number(frozen?.details['messages']);
}

async function untilDeleted({ stage }: Scene, count: number): Promise<void> {
  await until('the list is deleted', async () => (await stage.webex.deletions()).length === count);
}

async function untilAudited({ stage }: Scene, wanted: string): Promise<void> {
  await until(wanted, async () => (await auditOf(stage)).some(({ type }) => type === wanted));
}

/** The bot's next post reaches the space, and the bot never hears so. */
async function loseTheAnswer({ webex, org }: Stage, { after = 0 } = {}): Promise<void> {
  const match = { method: 'POST', pathPattern: '^/v1/messages$', personId: org.bot.id };
  if (after > 0) await webex.addFault({ match, times: after });
  await webex.addFault({ match, hangs: true, afterwards: true, times: 1 });
}

async function killAndRestart({ stage }: Scene): Promise<void> {
  stage.bot.signal('SIGKILL');
  await stage.bot.ended();
  await stage.restart();
}

describe('a post that Webex takes and whose answer is lost in a kill', { timeout: 120_000 }, () => {
  const scene = setScene(OPTIONS);

  const cutOffReport = async (): Promise<void> => {
    const { stage } = scene;
    const before = (await reportsIn(stage)).length;
    await loseTheAnswer(stage);
    await until('the report is there', async () => (await reportsIn(stage)).length > before);
  };

  test('is found in the space where it is a card: it asks, and no second one does', async () => {
    const { stage, space } = scene;
    // The answer to the command comes first.
    await loseTheAnswer(stage, { after: 1 });
    await space.say(stage.org.officers[0], 'purge 30d');
    const card = await space.hears('the card', hasCard);
    await killAndRestart(scene);
    await until('the bot knows its card', async () => (await textOf(stage, 'state.json')).includes(card.id));
    expect((await space.messages()).filter(hasCard)).toHaveLength(1);
    await space.click(stage.org.officers[1], card, { button: 'Approve' });
    await space.hears('the approval', ({ markdown = '' }) => markdown.includes('is approved by'));
  });

  test('is found in the space where it is a report, and not posted again', async () => {
    const { stage } = scene;
    const frozen = (await auditOf(stage)).find(({ type }) => type === 'purge.frozen');
    // The report waits for Webex's event log: so there is time to lose its answer.
    await stage.webex.addFault({ match: { method: 'GET', pathPattern: '/events$' }, delayMs: 1_000 });
    await untilDeleted(scene, Number(frozen?.details['messages']));
    await cutOffReport();
    await stage.webex.clearFaults();
    await killAndRestart(scene);
    await until('the bot knows it', async () => /"posted":\s*true/.test(await textOf(stage, 'state.json')));
    expect(await reportsIn(stage)).toHaveLength(1);
  });
});

describe('a report whose answer is lost where nobody can look', { timeout: 180_000 }, () => {
  const scene = setScene(OPTIONS);

  test('is posted again, marked, and never a third time', async () => {
    const { stage } = scene;
    await untilDeleted(scene, await approve(scene));
    await loseTheAnswer(stage);
    await until('the report is there', async () => (await reportsIn(stage)).length === 1);
    await stage.webex.addFault({ match: { pathPattern: '^/v1/events' }, status: 403 });
    await killAndRestart(scene);
    await until('it is there again', async () => (await reportsIn(stage)).length === 2);
    await until('the bot knows it', async () => /"posted":\s*true/.test(await textOf(stage, 'state.json')));
    await killAndRestart(scene);
    const marked = (await reportsIn(stage)).map(({ markdown = '' }) => markdown.includes('(sent again)'));
    expect(marked).toEqual([false, true]);
  });
});

describe('a space that cannot be told anything', { timeout: 180_000 }, () => {
  const scene = setScene(OPTIONS);

  test('holds up no run, and hears of it later', async () => {
    const { stage, space } = scene;
    const count = await approve(scene);
    await untilAudited(scene, 'purge.approved');
    const match = { pathPattern: '^/v1/messages', personId: stage.org.bot.id };
    await stage.webex.addFault({ match, status: 503 });
    await untilDeleted(scene, count);
    await untilAudited(scene, 'purge.finished');
    expect(await reportsIn(stage)).toEqual([]);
    await stage.webex.clearFaults();
    await until('the report is there', async () => (await reportsIn(stage)).length === 1, 60_000);
    const isClosed = async (): Promise<boolean> =>
      (await space.messages()).every((message) => buttonsOf(message).size === 0);
    await until('the cards are closed', isClosed, 60_000);
  });
});
