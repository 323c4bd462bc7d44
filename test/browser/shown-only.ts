import type { PlayedParts } from '../../src/demo/page-api.js';
import { NotPlayed } from '../../src/demo/play-app.js';
import type { MessageView } from '../../src/demo/space-view.js';

/** A page that shows these messages, with nobody behind it. */
export function shownOnly(messages: readonly MessageView[]): PlayedParts {
  const refuse = (): Promise<never> => Promise.reject(new NotPlayed('Nobody is here.'));
  const people = [{ id: 'olivia', name: 'Olivia Officer', role: 'officer' }];
  return {
    app: { view: () => Promise.resolve({ people, messages }), say: refuse, click: refuse, file: refuse },
    mailbox: { view: () => Promise.resolve({ between: ['Mia Moreau', 'Ben Brandt'], messages: [] }) },
    troubles: { standing: () => [], change: refuse, botGone: new Promise<never>(() => undefined) },
  };
}
