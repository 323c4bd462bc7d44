import type { Conversation, PageView, TroubleName } from '../space-view.js';

/** Who looks, and at which conversation. */
export interface Place {
  readonly as: string;
  readonly conversation: Conversation;
}

/** The page's own server. Everything here throws an Error with words to show. */
export async function fetchView(place: Place): Promise<PageView> {
  const answer = await fetch(`/api/view?${new URLSearchParams({ ...place }).toString()}`);
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as PageView;
}

export function say(place: Place, text: string): Promise<void> {
  return post('/api/say', { ...place, text });
}

export function click(as: string, messageId: string, inputs: object): Promise<void> {
  return post('/api/click', { as, messageId, inputs });
}

export function changeTrouble(name: TroubleName, stands: boolean): Promise<void> {
  return post('/api/trouble', { name, stands });
}

async function post(path: string, body: object): Promise<void> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
