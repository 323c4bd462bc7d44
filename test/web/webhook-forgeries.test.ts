import fc from 'fast-check';
import { Agent } from 'undici';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDeliveries } from '../../src/bot/deliveries.js';
import type { IncomingMessage } from '../../src/model.js';
import { createSeenDeliveries } from '../../src/storage/seen-deliveries.js';
import { recordingLog, testTime } from '../http/test-parts.js';
import { tempFolder } from '../storage/support.js';
import { envelopes, forgeries, hands, PLAIN, rightly, type Envelope, type Forgery } from './forgeries.js';
import { deliver, webhookServer, type Delivery } from './webhook-server.js';

/** Each address may deliver 1,200 times a minute; on loopback we have as many addresses as we like. */
const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6', '127.0.0.7'];
const AT_ONCE = 50;
const BATCHES = 100;
/** From the socket to where the flow begins: server, deliveries and their memory are the real ones. */
async function aBot() {
  const heard: string[] = [];
  const taken: unknown[] = [];
  const deliveries = createDeliveries({
    seen: createSeenDeliveries({ dataDir: await tempFolder(), clock: testTime().clock, log: recordingLog() }),
    fetchMessage: (id) => Promise.resolve(messageWith(id)),
    hand: (give) =>
      void give({
        message: ({ id }) => Promise.resolve(void heard.push(id)),
        action: (id) => Promise.resolve(void heard.push(id)),
      }),
    log: recordingLog(),
  });
  deliveries.open({ id: 'the bot', displayName: 'Purge Bot' });
  const take = (envelope: unknown): boolean => {
    taken.push(envelope);
    deliveries.receive(envelope);
    return true;
  };
  const { url } = await webhookServer({ take });
  return { send: fromManyAddresses(url), heard, taken };
}

function messageWith(id: string): IncomingMessage {
  return { id, roomId: 'space', roomType: 'group', personId: 'olivia', personEmail: 'o@x.example', text: 'status' };
}

function fromManyAddresses(url: string): (deliveries: readonly Delivery[]) => Promise<readonly number[]> {
  const agents = ADDRESSES.map((localAddress) => new Agent({ localAddress }));
  onTestFinished(() => Promise.all(agents.map((agent) => agent.destroy())).then(() => undefined));
  return (deliveries) =>
    Promise.all(
      deliveries.map(async (delivery, i) => (await deliver(url, delivery, agents[i % agents.length])).status),
    );
}

const LAST: Envelope = { resource: 'messages', event: 'created', data: { id: 'the last' } };

describe('deliveries over a socket', () => {
  it('reach nobody where they are forged, damaged or repeated, in 5,000 tries', { timeout: 60_000 }, async () => {
    const { send, heard, taken } = await aBot();
    const known = fc.sample(envelopes, { numRuns: 20, seed: 1 });
    const overheard = known.map((envelope) => rightly(envelope, PLAIN));
    await send(overheard);
    await vi.waitFor(() => expect(heard).toHaveLength(known.length));

    const sent: Forgery[] = [];
    const batches = fc.array(forgeries(overheard), { minLength: AT_ONCE, maxLength: AT_ONCE });
    const property = fc.asyncProperty(batches, async (batch) => {
      sent.push(...batch);
      const statuses = await send(batch.map(({ delivery }) => delivery));
      expect(batch.map((forgery, i) => ({ ...forgery, status: statuses[i] }))).toEqual(batch);
    });
    // To shrink a failure would use up what the addresses may send.
    await fc.assert(property, { numRuns: BATCHES, endOnFailure: true });
    expect(sent).toHaveLength(5_000);

    await send([rightly(LAST, PLAIN)]);
    await vi.waitFor(() => expect(heard).toContain('the last'));
    expect(heard.toSorted()).toEqual([...known, LAST].map(({ data }) => data['id']).toSorted());
    const replayed = sent.filter(({ kind }) => kind === 'replayed');
    expect(taken).toHaveLength(known.length + replayed.length + 1);
  });

  it('are heard where they are right, whatever their spacing and escapes', async () => {
    const { send, heard } = await aBot();
    await fc.assert(
      fc.asyncProperty(envelopes, hands, async (envelope, hand) => {
        expect(await send([rightly(envelope, hand)])).toEqual([204]);
        await vi.waitFor(() => expect(heard).toContain(envelope.data['id']), { interval: 1 });
      }),
      { numRuns: 300 },
    );
  });
});
