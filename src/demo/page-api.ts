import express, { type ErrorRequestHandler, type Request, Router } from 'express';
import { z } from 'zod';
import type { Mailbox } from './mailbox.js';
import { NotPlayed, type PlayedApp } from './play-app.js';
import type { Look } from './seen-view.js';
import type { PageView, TroubleName } from './space-view.js';
import type { Troubles } from './troubles.js';

/** Webex's Messages reference: a text holds at most 7,439 bytes. */
const LONGEST_TEXT = 7_439;

const Conversation = z.enum(['space', 'direct']);
const LookQuery = z.object({ as: z.string().default(''), conversation: Conversation });
const Saying = z.object({ as: z.string(), conversation: Conversation, text: z.string().min(1).max(LONGEST_TEXT) });
const Click = z.object({ as: z.string(), messageId: z.string(), inputs: z.record(z.string(), z.unknown()) });
const TROUBLES = ['limit', 'outage', 'role', 'hold', 'crash'] as const satisfies readonly TroubleName[];
const TroubleChange = z.object({ name: z.enum(TROUBLES), stands: z.boolean() });

/** What the page shows and lets its visitor do. */
export interface PlayedParts {
  readonly app: PlayedApp;
  readonly mailbox: Mailbox;
  readonly troubles: Troubles;
}

/** What the page asks its server for, as JSON. A refusal is 400 with a sentence. */
export function pageApi({ app, mailbox, troubles }: PlayedParts): Router {
  const router = Router();
  router.use(express.json({ limit: '64kb' }));
  router.get('/view', async (request, response) => {
    const [space, conversation] = await Promise.all([app.view(lookOf(request)), mailbox.view()]);
    response.json({ ...space, mailbox: conversation, troubles: troubles.standing() } satisfies PageView);
  });
  router.post('/say', async (request, response) => {
    const { text, ...look } = Saying.parse(request.body);
    await app.say(look, text);
    response.status(204).end();
  });
  router.post('/click', async (request, response) => {
    const { as, messageId, inputs } = Click.parse(request.body);
    await app.click(as, messageId, inputs);
    response.status(204).end();
  });
  router.post('/trouble', async (request, response) => {
    const { name, stands } = TroubleChange.parse(request.body);
    await troubles.change(name, stands);
    response.status(204).end();
  });
  router.get('/files/:messageId/:position', async (request, response) => {
    const { messageId, position } = request.params;
    const { name, text } = await app.file(lookOf(request), messageId, Number(position));
    response.attachment(name).send(text);
  });
  router.use(refusal);
  return router;
}

function lookOf({ query }: Request): Look {
  return LookQuery.parse(query);
}

/** The page shows these words where the click or the sentence was made. */
const refusal: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const words = error instanceof NotPlayed ? error.message : 'Webex did not take that.';
  response.status(400).type('text/plain').send(words);
};
