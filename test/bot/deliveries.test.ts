import { expect, test, vi } from 'vitest';
import { createDeliveries } from '../../src/bot/deliveries.js';
import type { IncomingMessage } from '../../src/model.js';
import { recordingLog } from '../http/test-parts.js';
import { memorySeen } from '../support/memory.js';

const BOT = { id: 'the bot', displayName: 'Purge Bot' };

function message(id: string, personId = 'olivia'): IncomingMessage {
  return { id, roomId: 'space', roomType: 'group', personId, personEmail: 'o@x.example', text: `said in ${id}` };
}

function setUp(seen = memorySeen()) {
  const heard: string[] = [];
  const fetched: string[] = [];
  const log = recordingLog();
  const deliveries = createDeliveries({
    seen,
    fetchMessage: (id) => {
      fetched.push(id);
      if (id === 'unreachable') return Promise.reject(new Error('no way'));
      return Promise.resolve(id === 'gone' ? null : message(id, id === 'own' ? BOT.id : 'olivia'));
    },
    hand: (give) =>
      void give({
        message: ({ text }) => Promise.resolve(void heard.push(text)),
        action: (id) => Promise.resolve(void heard.push(`action ${id}`)),
      }),
    log,
  });
  return { deliveries, heard, fetched, log };
}

const said = (id: string, personId = 'olivia') => ({ resource: 'messages', event: 'created', data: { id, personId } });
const clicked = (id: string) => ({
  resource: 'attachmentActions',
  event: 'created',
  data: { id, inputs: { action: 'approve' } },
});

test('a message is fetched, a click is handed over as its id', async () => {
  const { deliveries, heard } = setUp();
  deliveries.open(BOT);
  deliveries.receive({ ...said('m1'), data: { ...said('m1').data, text: 'purge', roomId: 'forged' } });
  deliveries.receive(clicked('a1'));
  await vi.waitFor(() => expect(heard.toSorted()).toEqual(['action a1', 'said in m1']));
});

test('what comes before the bot is ready waits for it', async () => {
  const { deliveries, heard } = setUp();
  deliveries.receive(said('m1'));
  deliveries.receive(clicked('a1'));
  await Promise.resolve();
  expect(heard).toEqual([]);
  deliveries.open(BOT);
  await vi.waitFor(() => expect(heard).toHaveLength(2));
});

test('what comes twice, at once or after a restart, is handed over once', async () => {
  const seen = memorySeen();
  for (const ofRun of [1, 2]) {
    const { deliveries, heard } = setUp(seen);
    deliveries.open(BOT);
    for (const id of ['m1', 'm1', `last of ${String(ofRun)}`]) deliveries.receive(said(id));
    for (const id of ['a1', 'a1']) deliveries.receive(clicked(id));
    const last = `said in last of ${String(ofRun)}`;
    const expected = ofRun === 1 ? ['action a1', 'said in m1', last] : [last];
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(expected.toSorted()));
  }
});

test('what the bot said itself is not fetched, or not handed over', async () => {
  const { deliveries, heard, fetched } = setUp();
  deliveries.open(BOT);
  deliveries.receive(said('m0', BOT.id));
  for (const id of ['own', 'gone', 'unreachable', 'm1']) deliveries.receive(said(id));
  await vi.waitFor(() => expect(heard).toEqual(['said in m1']));
  expect(fetched).not.toContain('m0');
});

test('a message that cannot be fetched is logged', async () => {
  const { deliveries, log } = setUp();
  deliveries.open(BOT);
  deliveries.receive(said('unreachable'));
  await vi.waitFor(() => expect(log.lines).toMatchObject([{ event: 'webhook.lost', resource: 'messages' }]));
});

test.each<[string, unknown]>([
  ['null', null],
  ['a list', []],
  ['a text', 'text'],
  ['another resource', { resource: 'rooms', event: 'created', data: { id: 'x' } }],
  ['another event', { resource: 'messages', event: 'deleted', data: { id: 'x' } }],
  ['no data', { resource: 'messages', event: 'created' }],
  ['an id that is no text', { resource: 'messages', event: 'created', data: { id: 7 } }],
  ['an id longer than any', { resource: 'messages', event: 'created', data: { id: 'x'.repeat(2_000) } }],
])('%s is ignored', (_, envelope) => {
  const { deliveries, log } = setUp();
  deliveries.receive(envelope);
  expect(log.lines).toEqual([{ event: 'webhook.ignored' }]);
});

test('no more than a thousand wait, and none after the end', () => {
  const { deliveries, log } = setUp();
  for (let count = 0; count <= 1_000; count += 1) deliveries.receive(said(String(count)));
  expect(log.lines).toMatchObject([{ event: 'webhook.dropped', underWay: 1_000 }]);
  deliveries.close();
  deliveries.receive(said('late'));
  expect(log.lines.at(-1)).toMatchObject({ event: 'webhook.dropped', closed: true });
});
