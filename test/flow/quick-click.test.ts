import { expect, it } from 'vitest';
import { aRequest, OSCAR, RULES } from '../support/requests.js';
import { createWorld, place, ROOM } from '../support/world.js';

it('a click on a card whose posting Webex has not confirmed yet counts', async () => {
  const world = createWorld();
  const request = await place(world, aRequest({ rules: { ...RULES, canarySize: 0 } }));
  await world.store.replace({ ...request, card: null });
  const { chat } = world.parts;
  const post = chat.post.bind(chat);
  let confirm: () => void = () => undefined;
  const confirmed = new Promise<void>((resolve) => (confirm = resolve));
  chat.post = async (message, threadOf) => {
    const id = await post(message, threadOf);
    await confirmed;
    return id;
  };

  await world.tick();
  const shown = world.said.at(-1);
  expect(shown?.notice).toMatchObject({ card: { face: 'approval' } });
  const clicked = world.click({
    personId: OSCAR.id,
    messageId: shown?.id ?? '',
    roomId: ROOM,
    inputs: { action: 'approve', id: request.id, nonce: request.nonce },
  });
  await world.tick();
  confirm();
  await clicked;
  expect((await world.store.get(request.id))?.state).toBe('approved');
});
