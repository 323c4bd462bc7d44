import { describe, expect, it } from 'vitest';
import { nextStep, type Scene } from '../../src/demo/page/next-step.js';
import type { MessageView } from '../../src/demo/space-view.js';

/** What the guide of the demo page proposes, from what stands in the space. */

const OLIVIA = { id: 'olivia', name: 'Olivia Officer', role: 'officer' };
const OSCAR = { id: 'oscar', name: 'Oscar Officer', role: 'second officer' };
const PAUL = { id: 'paul', name: 'Paul Plain', role: 'plain member' };

function aMessage(id: string, changes: Partial<MessageView>): MessageView {
  const none = { by: 'Purge Bot', isBot: true, at: '', mention: null, words: '', parentId: null, edited: false };
  return { id, ...none, card: null, files: [], ...changes };
}

function aCard(id: string, button: string, text = ''): MessageView {
  const actions = [{ type: 'Action.Submit', title: button }];
  return aMessage(id, {
    card: {
      body: [
        { type: 'TextBlock', text },
        { type: 'ActionSet', actions },
      ],
    },
  });
}

const REPORT = aMessage('report', { files: [{ name: 'report.csv', href: '', size: 1 }] });
const ASKED = aCard('card', 'Approve', 'Asked by Olivia Officer');

function step(messages: readonly MessageView[], changes: Partial<Scene> = {}) {
  return nextStep({ people: [OLIVIA, OSCAR, PAUL], me: OLIVIA.id, messages, troubles: [], ...changes });
}

describe('the next step', () => {
  it('is to ask, where nothing was asked, or the answer was only a preview', () => {
    const ask = { number: 1, act: { kind: 'say', text: 'purge' } };
    expect(step([])).toMatchObject(ask);
    expect(step([aCard('preview', 'Request purge')])).toMatchObject(ask);
    expect(step([aMessage('help', { words: 'help' })])).toMatchObject(ask);
  });

  it('is to be an officer, for a plain member', () => {
    expect(step([], { me: PAUL.id })).toMatchObject({ number: 1, act: { kind: 'become', person: OLIVIA.id } });
  });

  it('is to become the officer who did not ask, while a card waits', () => {
    for (const me of [OLIVIA.id, PAUL.id])
      expect(step([ASKED], { me })).toMatchObject({ number: 2, act: { kind: 'become', person: OSCAR.id } });
    const askedByOscar = aCard('card', 'Approve', 'Asked by Oscar Officer');
    expect(step([askedByOscar], { me: OSCAR.id }).act).toEqual({ kind: 'become', person: OLIVIA.id });
  });

  it('is to go to the card, for that officer', () => {
    expect(step([ASKED], { me: OSCAR.id })).toMatchObject({ number: 2, act: { kind: 'card', message: 'card' } });
  });

  it('is to kill the bot while it deletes, and to start it again', () => {
    const running = [aCard('run', 'Stop')];
    expect(step(running)).toMatchObject({ number: 3, act: { kind: 'trouble', name: 'crash', stands: true } });
    expect(step(running, { troubles: ['crash'] }).act).toEqual({ kind: 'trouble', name: 'crash', stands: false });
  });

  it('is to go to the card of a stopped purge', () => {
    expect(step([aCard('halted', 'Resume')])).toMatchObject({ number: 3, act: { kind: 'card', message: 'halted' } });
  });

  it('is to look as a compliance officer once the report is there, also where an older card stands above it', () => {
    expect(step([ASKED, REPORT])).toMatchObject({ number: 4, act: { kind: 'eyes' } });
    expect(step([REPORT, ASKED])).toMatchObject({ number: 2 });
  });
});
