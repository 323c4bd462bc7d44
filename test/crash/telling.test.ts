import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import { until } from '../../src/demo/stage.js';
import { auditOf, setScene, type Scene } from '../story/scene.js';
import { reportsIn } from './life.js';

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

describe('a report that Webex takes and whose answer is lost in a kill', { timeout: 90_000 }, () => {
  const scene = setScene(OPTIONS);

  test('is posted again, marked, and never a third time', async () => {
    const { stage } = scene;
    await untilDeleted(scene, await approve(scene));
    const match = { method: 'POST', pathPattern: '^/v1/messages$', personId: stage.org.bot.id };
    await stage.webex.addFault({ match, hangs: true, afterwards: true, times: 1 });
    await until('the report is there', async () => (await reportsIn(stage)).length === 1);
    stage.bot.signal('SIGKILL');
    await stage.bot.ended();
    await stage.restart();
    await until('it is there again', async () => (await reportsIn(stage)).length === 2);
    stage.bot.signal('SIGTERM');
    await stage.bot.ended();
    await stage.restart();
    const marked = (await reportsIn(stage)).map(({ markdown = '' }) => markdown.includes('(sent again)'));
    expect(marked).toEqual([false, true]);
  });
});

describe('a space that cannot be told anything', { timeout: 90_000 }, () => {
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
