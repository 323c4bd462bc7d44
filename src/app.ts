import { farewell, type EndCause } from './app/farewell.js';
import { checkSpace, receivingBy, webhookOptions } from './app/hearing.js';
import { introduce } from './app/introduction.js';
import { openNetwork } from './app/network.js';
import { officersSide } from './app/officers-side.js';
import { random } from './app/random.js';
import { createReaching } from './app/reaching.js';
import { notReady, publicStatus } from './app/readiness.js';
import { keepTicking } from './app/ticking.js';
import { createFrameworkChat, type FrameworkChat } from './bot/framework-chat.js';
import { publicSettings, type Config } from './config.js';
import { forgetOthers, officerNews, resolveOfficers, type Resolved } from './flow/officers.js';
import { parsePurgeHours } from './flow/purge-hours.js';
import { noteRules } from './flow/rule-changes.js';
import { createTimetable, type Timetable } from './flow/timetable.js';
import { createWorkflow, type Workflow } from './flow/workflow.js';
import type { WebexClock } from './http/webex-clock.js';
import { createMetrics } from './metrics.js';
import { countedFiles, countedReader } from './metrics/counted-parts.js';
import type { Standing } from './metrics/gauges.js';
import { standingOf } from './metrics/standing.js';
import type { Person } from './model.js';
import type { LaneStanding, Log, RequestStore, SignIn, SignInDesk, Vault } from './ports.js';
import { openAudit, type AuditFile } from './storage/audit-file.js';
import { readAuditPast } from './storage/audit-past.js';
import { createHoldFile } from './storage/holds-file.js';
import { lockFolder, type FolderLock } from './storage/lock.js';
import { createMemberCache } from './storage/member-cache.js';
import { createPurgeFiles } from './storage/purge-files.js';
import { openState, type StateFile } from './storage/state.js';
import { openVault } from './storage/vault.js';
import type { Door } from './web/door.js';
import { createWebServer, type WebServer } from './web/server.js';

export interface AppParts {
  readonly config: Config;
  readonly log: Log;
  readonly version: string;
  /** The listening socket, open by now or soon. */
  readonly door: Door;
}

/** The whole bot. `start` and `stop` are a pair: the one may be called once, the other at any time and again. */
export interface App {
  /**
   * Rejects with a sentence for the administrator where it cannot work; what was opened until then is closed by `stop`. An
   * outage of Webex it waits through. Resolves early where `stop` comes first.
   */
  readonly start: () => Promise<void>;
  readonly stop: (cause: EndCause) => Promise<void>;
}

/** What is on disk, open. */
interface Storage {
  readonly lock: FolderLock;
  readonly state: StateFile;
  readonly audit: AuditFile;
  readonly vault: Vault;
}

/** What there is once the bot is up. */
interface Running {
  readonly workflow: Workflow;
  readonly chat: FrameworkChat;
  readonly signIn: SignIn;
  readonly requests: RequestStore;
  readonly lanes: () => readonly LaneStanding[];
  readonly settle: () => Promise<void>;
}

/** Whom Webex knows. */
interface Known {
  readonly bot: Person;
  readonly resolved: Resolved;
}

type Undo = (cause: EndCause) => Promise<void>;

/** Only here and in app/ are the parts made and joined. */
export function createApp(parts: AppParts): App {
  const { config, log, version } = parts;
  const metrics = createMetrics({ standing: () => standing(), deafForMs: () => deafForMs() });
  const network = openNetwork(parts, metrics.counting);
  const closing = new AbortController();
  const reaching = createReaching({ ...network, log, random: Math.random, signal: closing.signal });
  const undo: Undo[] = [];
  let desk: SignInDesk | null = null;
  let hearing: FrameworkChat | null = null;
  /** When this process began; null once it has heard. */
  let deafSinceStart: string | null = new Date(network.clock.now()).toISOString();
  let running: Running | null = null;
  let stopping: Promise<void> | null = null;

  const start = async (): Promise<void> => {
    try {
      const storage = await openStorage(parts, network.clock, undo);
      const web = openWeb(storage);
      undo.push(() => web.stop());
      await web.start();
      await bringUp(storage);
    } catch (error) {
      if (!closing.signal.aborted) throw error;
    }
  };

  const bringUp = async (storage: Storage): Promise<void> => {
    const { audit, state } = storage;
    const chat = openChat();
    hearing = chat;
    const beganAt = new Date(network.clock.now()).toISOString();
    const known = await reaching.until(async (): Promise<Known> => {
      const bot = await checkSpace(chat, config.adminRoomId);
      const resolved = await resolveOfficers(config.officers, { directory: chat.rest, facts: state.facts, audit });
      return { bot, resolved };
    });
    const { resolved } = known;
    const { workflow, signIn, settle } = join(storage, chat, known);

    const settings = publicSettings(config);
    await audit.append({ type: 'bot.started', actor: 'bot', purge: null, details: { version, settings } });
    const erased = await forgetOthers(resolved.officers, { signIn, audit });
    const rules = await noteRules(state.facts, settings);
    await workflow.catchUp();
    chat.inbox.subscribe(workflow);
    undo.push(() => chat.stop());
    await reaching.until(() => chat.start());
    deafSinceStart = null;
    closing.signal.throwIfAborted();
    void settle();
    undo.push((cause) => farewell({ workflow, requests: state.requests, audit, clock: network.clock, version }, cause));
    await introduce(workflow, { version, rules, erased, unknownOfficers: resolved.unknown, log });
    for (const notice of officerNews(resolved, config.rules)) {
      await workflow.say(notice).catch((error: unknown) => log.warn('the space could not be told', { error }));
    }
    const silence = { from: beganAt, to: new Date(network.clock.now()).toISOString() };
    if (reaching.waited()) await workflow.heardAgain(silence);
    // Stopped first: a tick would go on with a run that the workflow has just halted.
    undo.push(keepTicking(workflow, log));
    log.info('ready', { version, officers: resolved.officers.length });
  };

  const openChat = (): FrameworkChat =>
    createFrameworkChat({
      ...network,
      token: config.botToken,
      roomId: config.adminRoomId,
      ...config.webex,
      proxy: config.proxy,
      webhook: webhookOptions(config, { clock: network.clock, log }),
      rehearsal: config.rules.rehearsal,
      heardAgain: (silence) => void running?.workflow.heardAgain(silence),
      log: log.child({ part: 'bot' }),
    });

  /** The flow, and everything that it is handed. */
  const join = ({ state, ...storage }: Storage, chat: FrameworkChat, { bot, resolved }: Known): Running => {
    const officers = officersSide(parts, network, {
      ...storage,
      resolved,
      bot,
      say: (notice) => running?.workflow.say(notice),
    });
    const workflow = createWorkflow({
      ...network,
      ...officers,
      chat: chat.chat,
      inbox: chat.inbox,
      directory: chat.rest,
      holdFile: config.holdsCsv === null ? null : createHoldFile(config.holdsCsv),
      store: state.requests,
      facts: state.facts,
      reader: countedReader(officers.reader, metrics.counting),
      files: countedFiles(createPurgeFiles(config.dataDir, network.clock), metrics.counting),
      members: createMemberCache({
        dataDir: config.dataDir,
        keys: config.encryptionKeys,
        log: log.child({ part: 'members' }),
      }),
      audit: storage.audit,
      past: readAuditPast(config.dataDir),
      random,
      log: log.child({ part: 'flow' }),
      officers: resolved.officers,
      adminRoomId: config.adminRoomId,
      rules: config.rules,
      typedApproval: config.typedApproval,
      ages: config.ages,
      purgeHours: config.purgeHours === null ? null : parsePurgeHours(config.purgeHours, config.schedule.timeZone),
      executeAs: config.executeAs,
      keepPurgesMs: config.keepPurgesMs,
      timetable: timetableOf(config.schedule),
    });
    desk = officers.desk;
    running = {
      workflow,
      chat,
      signIn: officers.signIn,
      requests: state.requests,
      lanes: () => officers.lanes.standing(),
      settle: () => officers.settle(),
    };
    return running;
  };

  /** ISO; null while the bot hears. */
  const deafSince = (): string | null => reaching.outageSince() ?? deafSinceStart ?? hearing?.deafSince() ?? null;

  const deafForMs = (): number => {
    const since = deafSince();
    return since === null ? 0 : Math.max(0, network.clock.now() - Date.parse(since));
  };

  const standing = async (): Promise<Standing | null> =>
    running === null
      ? null
      : standingOf({
          ...running,
          connected: running.chat.connected(),
          clock: network.clock,
          lanes: running.lanes(),
        });

  const readiness = ({ vault, state }: Storage): Promise<readonly string[]> =>
    notReady({
      connected: running?.chat.connected() === true,
      deafSince: deafSince(),
      vault,
      facts: state.facts,
      dataDir: config.dataDir,
    });

  const openWeb = (storage: Storage): WebServer => {
    const web = {
      ...config.web,
      desk: () => desk,
      webhook: receivingBy(config.web, () => hearing, metrics.counting),
      readiness: () => readiness(storage),
      status: () => (running === null ? Promise.resolve(null) : publicStatus(version, running)),
      metrics,
      log: log.child({ part: 'web' }),
    };
    return createWebServer(web, parts.door);
  };

  /** In the reverse order of how it was opened; one failure does not keep the rest open. */
  const close = async (cause: EndCause): Promise<void> => {
    closing.abort();
    for (const step of undo.splice(0).reverse()) {
      await step(cause).catch((error: unknown) => log.warn('stopping met a fault', { error }));
    }
    await network.dispatcher.destroy();
  };
  return { start, stop: (cause) => (stopping ??= close(cause)) };
}

function timetableOf({ cron, timeZone }: Config['schedule']): Timetable | null {
  return cron === null ? null : createTimetable(cron, timeZone);
}

async function openStorage({ config, log }: AppParts, clock: WebexClock, undo: Undo[]): Promise<Storage> {
  const lock = await lockFolder(config.dataDir, process.pid);
  undo.push(() => lock.release());
  const state = await openState(config.dataDir, config.encryptionKeys);
  const audit = await openAudit({ dataDir: config.dataDir, clock, state, log: log.child({ part: 'audit' }) });
  undo.push(() => audit.close());
  const vault = await openVault(config.dataDir, config.encryptionKeys);
  return { lock, state, audit, vault };
}
