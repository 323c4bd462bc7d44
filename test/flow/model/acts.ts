import fc from 'fast-check';
import type { ClickAction, PersonId } from '../../../src/model.js';
import { PAUL } from '../../support/requests.js';
import type { Life } from './life.js';
import { AGE, OFFICERS } from './org.js';
import type { Post } from './space.js';

/** One thing that happens to a bot. It only begins it: what follows is done in the turns that the test gives. */
export interface Act {
  readonly name: string;
  readonly run: (life: Life) => Promise<void>;
}

const person = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...OFFICERS.map(({ id }) => id)) },
  { weight: 1, arbitrary: fc.constant(PAUL.id) },
);

export const someAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 14, arbitrary: goingOn() },
  { weight: 3, arbitrary: asking() },
  { weight: 12, arbitrary: clicking() },
  { weight: 2, arbitrary: fc.constant({ name: 'the last click once more', run: clickAgain }) },
  { weight: 5, arbitrary: commanding() },
  { weight: 6, arbitrary: passing() },
  { weight: 4, arbitrary: dying() },
  { weight: 2, arbitrary: fc.constant({ name: 'restart', run: (life: Life) => life.restart() }) },
  { weight: 5, arbitrary: troubling() },
);

// ── What people do ────────────────────────────────────────────────────────────────────────────────────────────────

function asking(): fc.Arbitrary<Act> {
  const text = fc.constantFrom(`purge ${AGE}`, `purge ${AGE} person alice@example.com`, `preview ${AGE}`);
  return fc.tuple(person, text).map(([who, said]) => saying(who, said));
}

function saying(who: PersonId, text: string): Act {
  return { name: `${who} says "${text}"`, run: (life) => life.say(who, text) };
}

/** About the newest request, or an older one. */
function commanding(): fc.Arbitrary<Act> {
  const command = fc.constantFrom(
    'stop',
    'stop ID',
    'resume ID',
    'resume ID',
    'cancel ID',
    'reject ID no',
    'report ID',
  );
  return fc.tuple(person, command, fc.nat({ max: 3 })).map(([who, form, back]) => ({
    name: `${who} says "${form}" (${String(back)} back)`,
    run: async (life) => {
      const request = (await life.bot().requests.all()).toReversed()[back];
      if (request !== undefined) await life.say(who, form.replace('ID', request.id));
    },
  }));
}

/** What brings the newest purge on, so that lives get beyond their beginning. */
function goingOn(): fc.Arbitrary<Act> {
  return fc
    .constantFrom(...OFFICERS)
    .map(({ id }) => ({ name: `${id} does what is next`, run: (life) => doNext(life, id) }));
}

async function doNext(life: Life, who: PersonId): Promise<void> {
  const request = (await life.bot().requests.all()).findLast(({ kind }) => kind === 'purge');
  const card = cardsOf(life).find(({ notice }) => notice.kind === 'card' && notice.card.request.id === request?.id);
  switch (request?.state) {
    case 'awaiting':
      return clickOn(life, card, { who, action: 'approve', forgery: null });
    case 'approved':
      return life.pass(life.rules.gracePeriodMs);
    case 'running':
      return life.pass(2_000);
    case 'stopped':
    case 'incomplete':
      return life.say(who, `resume ${request.id}`);
    default:
      return life.say(who, `purge ${AGE}`);
  }
}

type Forgery = 'nonce' | 'message' | 'count';

function clicking(): fc.Arbitrary<Act> {
  const button = fc.oneof(
    { weight: 8, arbitrary: fc.constant<ClickAction>('approve') },
    { weight: 3, arbitrary: fc.constantFrom<ClickAction>('reject', 'stop', 'resume', 'request') },
  );
  const back = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat({ max: 4 }) });
  const forged = fc.oneof(
    { weight: 8, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.constantFrom<Forgery>('nonce', 'message', 'count') },
  );
  return fc.tuple(person, button, back, forged).map(([who, action, cards, forgery]) => ({
    name: `${who} clicks ${action} (card ${String(cards)} back${forgery === null ? '' : `, wrong ${forgery}`})`,
    run: (life) => clickOn(life, cardsOf(life)[cards], { who, action, forgery }),
  }));
}

/** Newest first, removed ones too: somebody may still see them. */
function cardsOf({ space }: Life): readonly Post[] {
  return space.posts.filter(({ notice }) => notice.kind === 'card').toReversed();
}

async function clickOn(
  life: Life,
  post: Post | undefined,
  { who, action, forgery }: { who: PersonId; action: ClickAction; forgery: Forgery | null },
): Promise<void> {
  if (post?.notice.kind !== 'card') return;
  const { id, nonce, rest, summary } = post.notice.card.request;
  const count = (rest ?? summary?.messages ?? 0) + (forgery === 'count' ? 1 : 0);
  const inputs = { id, nonce: forgery === 'nonce' ? 'guessed' : nonce, action, reason: 'no', count: String(count) };
  await life.click({ messageId: forgery === 'message' ? 'message-of-mine' : post.id, personId: who, inputs });
}

/** Webex tells of it twice; or somebody replays it after a restart. */
async function clickAgain(life: Life): Promise<void> {
  const last = [...life.sent.values()].at(-1);
  if (last !== undefined) await life.deliver(last);
}

// ── What happens by itself ────────────────────────────────────────────────────────────────────────────────────────

/** The machine may sleep: then nobody looks at the agenda before something else happens. */
function passing(): fc.Arbitrary<Act> {
  return fc.tuple(fc.constantFrom(1, 3, 30, 61, 150, 3_700), fc.boolean()).map(([seconds, asleep]) => ({
    name: `${String(seconds)} s go by${asleep ? ', asleep' : ''}`,
    run: (life) => (asleep ? life.sleep(seconds * 1_000) : life.pass(seconds * 1_000)),
  }));
}

/** After some more steps, so that it falls anywhere. */
function dying(): fc.Arbitrary<Act> {
  const kind = fc.constantFrom<'between' | 'unheard' | 'headless'>('between', 'unheard', 'headless');
  const steps = fc.array(fc.nat({ max: 5 }), { maxLength: 40 });
  const again = fc.option(fc.nat({ max: 8 }), { freq: 3 });
  const death = fc.record({ kind, choice: fc.nat({ max: 5 }), torn: fc.boolean(), again });
  return fc.tuple(steps, death).map(([choices, how]) => ({
    name: `death after [${choices.join(',')}]: ${JSON.stringify(how)}`,
    run: async (life) => {
      for (const next of choices) await life.bot().turns.step(next);
      await life.die(how);
    },
  }));
}

function troubling(): fc.Arbitrary<Act> {
  const status = fc.constantFrom(403, 404, 410, 423, 500, null);
  return fc.oneof(
    fc.array(status, { minLength: 1, maxLength: 7 }).map((deletes) => ({
      name: `DELETEs are answered ${deletes.map(String).join(', ')}`,
      run: ({ webex }: Life) => Promise.resolve(void webex.mood.deletes.push(...deletes)),
    })),
    fc.constantFrom(...OFFICERS).map(({ id }) => ({
      name: `${id} has no role, or has it again`,
      run: ({ webex }: Life) => Promise.resolve(void toggle(webex.mood.lostRole, id)),
    })),
    fc.nat({ max: 6 }).map((n) => ({
      name: `the space fails ${String(n)} times`,
      run: ({ space }: Life) => Promise.resolve(void Object.assign(space.trouble, { failing: n })),
    })),
    fc.constantFrom<'full' | 'state-full' | 'enough'>('full', 'state-full', 'enough').map((room) => ({
      name: `the disk has room: ${room}`,
      run: ({ disk }: Life) => Promise.resolve(void Object.assign(disk, { room })),
    })),
    fc.boolean().map((stands) => ({
      name: `the STOP file ${stands ? 'stands' : 'is gone'}`,
      run: (life: Life) => life.stopFile(stands),
    })),
  );
}

function toggle<T>(set: Set<T>, value: T): boolean {
  return set.delete(value) || set.add(value).has(value);
}
