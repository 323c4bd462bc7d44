import { MIA } from './mailbox.js';
import { NotPlayed } from './play-app.js';
import type { TroubleName } from './space-view.js';
import type { Stage } from './stage.js';

/** What may go wrong with Webex and with the bot, at the visitor's word. */
export interface Troubles {
  standing(): readonly TroubleName[];
  /** Throws NotPlayed while the same trouble is still beginning or ending. */
  change(name: TroubleName, stands: boolean): Promise<void>;
  /** The bot's exit code, once it ended and nobody here killed it. */
  readonly botGone: Promise<number | null>;
}

/** Who comes under a legal hold, and why. */
const HELD = MIA.email;
const MATTER = 'Matter 12';

interface Trouble {
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

/** So few calls a second and person that the bot meets the limit at once, and a purge still ends while one looks on. */
const LIMITED = { ratePerSecond: 20, rateBurst: 5 };
const UNLIMITED = { ratePerSecond: 0 };

const OUTAGE = { match: { pathPattern: '^/v1/' }, status: 503 };
/** Longer than the first tries of a call, shorter than a visitor's patience. */
const OUTAGE_MS = 20_000;

export function createTroubles(stage: Stage): Troubles {
  const standing = new Set<TroubleName>();
  const changing = new Set<TroubleName>();
  const watch = watchBot(stage, () => standing.has('crash'));
  const troubles = troublesOf(stage, { outageOver: () => standing.delete('outage'), botRuns: watch.again });

  return {
    standing: () => [...standing],
    botGone: watch.gone,
    // A trouble counts as standing from before it begins until after it has ended: a killed bot is no lost one.
    change: async (name, stands) => {
      if (changing.has(name)) throw new NotPlayed('That is under way already.');
      if (standing.has(name) === stands) return;
      changing.add(name);
      standing.add(name);
      try {
        await (stands ? troubles[name].begin() : troubles[name].end());
        if (!stands) standing.delete(name);
      } finally {
        changing.delete(name);
      }
    },
  };
}

function troublesOf(
  stage: Stage,
  { outageOver, botRuns }: { outageOver: () => void; botRuns: () => void },
): Readonly<Record<TroubleName, Trouble>> {
  const { webex, bot, org } = stage;
  const [, second] = org.officers;
  const outage = { begin: () => webex.addFault(OUTAGE), end: () => webex.clearFaults() };
  const kill = (): Promise<unknown> => {
    bot.signal('SIGKILL');
    return bot.ended();
  };
  return {
    limit: { begin: () => webex.set(LIMITED), end: () => webex.set(UNLIMITED) },
    outage: passing(outage, outageOver),
    role: { begin: () => webex.setOfficer(second.id, false), end: () => webex.setOfficer(second.id, true) },
    hold: {
      begin: () => officerSays(stage, `hold add ${HELD} ${MATTER}`),
      end: () => officerSays(stage, `hold remove ${HELD}`),
    },
    crash: { begin: kill, end: () => stage.restart().then(botRuns) },
  };
}

/** The first officer types it in the space; what the bot makes of it stands there. */
function officerSays({ webex, org }: Stage, text: string): Promise<unknown> {
  return webex.say({ person: org.officers[0].id, roomId: org.adminRoomId, text, mentionBot: true });
}

/** A trouble that is over by itself after OUTAGE_MS. */
function passing(trouble: Trouble, over: () => void): Trouble {
  let timer: NodeJS.Timeout | undefined;
  const pass = (): void => void trouble.end().then(over, over); // where it cannot be ended, the stage is being cleared
  return {
    begin: async () => {
      await trouble.begin();
      timer = setTimeout(pass, OUTAGE_MS).unref();
    },
    end: () => {
      clearTimeout(timer);
      return trouble.end();
    },
  };
}

interface BotWatch {
  readonly gone: Promise<number | null>;
  /** To be called once a killed bot runs again. */
  readonly again: () => void;
}

function watchBot({ bot }: Pick<Stage, 'bot'>, isKilled: () => boolean): BotWatch {
  let tell: (code: number | null) => void = () => undefined;
  const gone = new Promise<number | null>((resolve) => (tell = resolve));
  const again = (): void =>
    void bot.ended().then((code) => {
      if (!isKilled()) tell(code);
    });
  again();
  return { gone, again };
}
