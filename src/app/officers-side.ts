import type { Config } from '../config.js';
import type { Resolved } from '../flow/officers.js';
import type { Workflow } from '../flow/workflow.js';
import type { Person } from '../model.js';
import type { Audit, Log, Vault } from '../ports.js';
import { createEventReader } from '../webex/compliance.js';
import { createDeleter } from '../webex/deletion.js';
import { createLanes } from '../webex/lanes.js';
import { createOAuth } from '../webex/oauth.js';
import { createOfficerCalls } from '../webex/officer-calls.js';
import { createOwnPosts } from '../webex/own-posts.js';
import { createSignInDesk } from '../webex/sign-in-desk.js';
import { createTokens } from '../webex/tokens.js';
import type { Network } from './network.js';
import { random } from './random.js';
import { signInHelp } from './sign-in-help.js';

interface OfficersParts {
  readonly vault: Vault;
  readonly audit: Audit;
  readonly resolved: Resolved;
  readonly bot: Person;
  readonly say: (notice: Parameters<Workflow['say']>[0]) => Promise<void> | undefined;
}

/** Everything that works with an officer's token. The bot's token is not here, and cannot get here. */
export function officersSide(
  parts: { readonly config: Config; readonly log: Log },
  { clock, dispatcher, http }: Network,
  { vault, audit, resolved, bot, say }: OfficersParts,
) {
  const { config, log } = parts;
  const oauth = createOAuth({
    ...config.oauth,
    apiUrl: config.webex.apiUrl,
    redirectUri: `${config.web.publicUrl}/callback`,
    dispatcher,
    clock,
  });
  const tell = (notice: Parameters<Workflow['say']>[0]): void => {
    say(notice)?.catch((error: unknown) => log.warn('the space could not be told', { notice: notice.kind, error }));
  };
  const help = signInHelp(config.web);
  const tokens = createTokens({
    vault,
    oauth,
    clock,
    log: log.child({ part: 'tokens' }),
    help,
    ending: async ({ session, cutOff }) => {
      const details = { person: session.personId, by: 'webex', cutOff };
      await audit.append({ type: 'signin.ended', actor: 'bot', purge: null, details });
    },
    ended: ({ session, cutOff }) => tell({ kind: 'sign-in-ended', name: session.displayName, cutOff, signIn: help }),
  });
  const lanes = createLanes({ clock, log });
  const calls = createOfficerCalls({ http, tokens, lanes });
  const compliance = { calls, clock, log: log.child({ part: 'compliance' }), random: Math.random };
  const desk = createSignInDesk({
    oauth,
    http,
    vault,
    clock,
    random,
    log: log.child({ part: 'sign-in' }),
    isOfficer: ({ id }) => resolved.officers.some((officer) => officer.id === id),
    signingIn: async ({ personId, endsAt, missingScopes }) => {
      const details = { endsAt, missingScopes };
      await audit.append({ type: 'signin.completed', actor: personId, purge: null, details });
    },
    signedIn: (session) => tell({ kind: 'signed-in', session }),
  });
  const deleter = config.rules.rehearsal ? null : createDeleter(compliance);
  return {
    reader: createEventReader(compliance),
    deleter,
    ownPosts: createOwnPosts({ ...compliance, botId: bot.id, roomId: config.adminRoomId }),
    signIn: tokens,
    settle: () => tokens.settle(),
    lanes,
    desk,
  };
}
