import { addToLogContext } from '../log-context.js';
import type { Asker, IncomingAction, PurgeRequest, Refusal } from '../model.js';
import type { Answering } from './answering.js';
import type { Approving } from './approving.js';
import type { Asking } from './asking.js';
import { checkCard, mayAsk, mayDecide, parseClick, type Click } from './authorise.js';
import type { Deciding } from './deciding.js';
import { createExclusive } from './exclusive.js';
import type { Parts } from './parts.js';
import type { Refusals } from './refusals.js';
import type { Showing } from './showing.js';
import { refusalOf, type Who } from './who.js';
import { resolveSpan } from './window.js';

export interface ClickParts {
  readonly parts: Parts;
  readonly who: Who;
  readonly showing: Showing;
  readonly refusals: Refusals;
  readonly asking: Asking;
  readonly approving: Approving;
  readonly deciding: Deciding;
  readonly answering: Answering;
}

/** What is clicked on our cards. Webex's word counts for who clicked what, never the delivery's. */
export interface Clicks {
  action(actionId: string): Promise<void>;
}

export function createClicks({
  parts,
  who,
  showing,
  refusals,
  asking,
  approving,
  deciding,
  answering,
}: ClickParts): Clicks {
  const { store, inbox, clock } = parts;
  const oncePerPreview = createExclusive();

  const action = async (actionId: string): Promise<void> => {
    const claim = await inbox.fetchAction(actionId);
    const asker = await who.asker(claim.personId, '');
    const click = parseClick(claim.inputs);
    if (click !== null) addToLogContext({ purge: click.id });
    const refusal = click === null ? ({ reason: 'forged' } as const) : await follow(click, claim, asker);
    const threadOf = claim.roomId === parts.adminRoomId ? claim.messageId : null;
    if (refusal !== null) {
      await refusals.refuse(asker, refusal, {
        click: click?.action ?? 'unreadable',
        purge: click?.id ?? null,
        threadOf,
      });
    }
  };

  const follow = async (click: Click, claim: IncomingAction, asker: Asker): Promise<Refusal | null> => {
    const found = await requestOf(click, claim);
    if ('reason' in found) return found;
    const { request } = found;
    switch (click.action) {
      case 'request':
        return (await who.unless(mayAsk, asker)) ?? oncePerPreview(request.id, () => askSame(request, asker));
      case 'approve':
        return approving.click(request, { asker, person: await who.person(asker) }, { click, claim });
      case 'reject':
        return reject(request, click, asker);
      case 'stop':
        return deciding.stop(request, asker);
      case 'resume':
        return (await who.unless(mayAsk, asker)) ?? deciding.resume(request, asker);
    }
  };

  /** Where it was clicked on the request's card. Webex shows a card before it tells us its id: a quick click waits for that. */
  const requestOf = async (click: Click, claim: IncomingAction): Promise<{ request: PurgeRequest } | Refusal> => {
    const found = await look(click, claim);
    if (!('reason' in found) || found.reason !== 'stale-card') return found;
    return showing.undisturbed(click.id, () => look(click, claim));
  };

  const look = async (click: Click, claim: IncomingAction): Promise<{ request: PurgeRequest } | Refusal> => {
    const request = await store.get(click.id);
    if (request === null) return { reason: 'unknown-request', id: click.id };
    return refusalOf(checkCard(request, click, claim, parts.adminRoomId)) ?? { request };
  };

  /** The window of a preview, fixed in absolute time; who clicks is the asker. The floor may have risen since. */
  const askSame = async (preview: PurgeRequest, asker: Asker): Promise<Refusal | null> => {
    if (preview.state !== 'previewed') return { reason: 'forged' };
    const { span, filters, policy } = preview;
    const before = (await store.all()).find((request) => request.preview === preview.id && request.state !== 'failed');
    if (before !== undefined) return { reason: 'asked-before', id: before.id };
    const resolved = resolveSpan({ kind: 'dates', ...span }, clock.now(), parts.ages);
    if (!resolved.ok) {
      await answering.help(asker, { command: 'purge', problem: resolved.problem });
      return null;
    }
    const asked = { asker, span, scope: { filters }, policy, preview: preview.id };
    return asking.ask({ kind: 'purge', scheduled: null, ...asked });
  };

  const reject = async (request: PurgeRequest, click: Click, asker: Asker): Promise<Refusal | null> => {
    const refused = refusalOf(mayDecide(request, await who.person(asker)));
    if (refused !== null) return refused;
    const reason = click.reason ?? click.comment;
    return reason === null ? { reason: 'reason-missing' } : deciding.reject(request, asker, reason);
  };

  return { action };
}
