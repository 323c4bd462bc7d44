/** The people of the simulated org: the admin space with two officers, a plain member and the bot; colleagues, and strangers next door. */
import type { Person, Role, Room } from './model.js';
import type { Org } from './org.js';

const FIRST =
  'Ada Ben Cleo Dan Eva Finn Gia Hugo Ida Jon Kim Leo Mia Noah Ola Pia Quinn Rosa Sam Tara Uma Vic Wren Xenia Yara Zoe'.split(
    ' ',
  );
const LAST =
  'Abel Brandt Castillo Dietz Ekström Fuchs García Hansen Ivanova Jansen Kowalski Lindqvist Moreau Novák Okafor Petrov Rossi Sørensen Tanaka Ueda'.split(
    ' ',
  );
/** Names that must stand as plain text wherever they are shown, and mention nobody. */
const AWKWARD = [
  '**Bold** Betty',
  '<@all>',
  '=HYPERLINK("http://evil.example")',
  '\u202Eright to left',
  '[link](http://evil.example)',
  '😀 Grin',
  '<b>Html</b> Hal',
  '+1 Plus',
  '-1 Minus',
  '@At Sign',
  '<@personEmail:oscar.officer@acme.example>',
];
/** One person in so many belongs to another company. */
const STRANGERS = 20;
const BOT_EMAIL = 'purge-bot@webex.bot';

export interface Cast {
  readonly officers: readonly Person[];
  readonly member: Person;
  readonly bot: Person;
  readonly adminRoom: Room;
  /** Everybody else, in both orgs. */
  readonly crowd: readonly Person[];
  /** Other bots of the org. */
  readonly bots: readonly Person[];
}

export function seedPeople(org: Org, size: number, created: number): Cast {
  const add = (name: string, roles: Role[] = []): Person => {
    const email = `${name.toLowerCase().replace(' ', '.')}@acme.example`;
    return org.addPerson({ email, displayName: name, roles: new Set(roles), created });
  };
  const olivia = add('Olivia Officer', ['compliance']);
  const oscar = add('Oscar Officer', ['compliance']);
  const member = add('Paul Plain');
  const bot = addBot(org, 'Purge Bot', BOT_EMAIL, created);
  const crowd = Array.from({ length: Math.max(0, size - 3) }, (_, index) => addOne(org, index, created));
  const bots = ['Lunch Bot', 'Build Bot', 'Poll Bot'].map((name) =>
    addBot(org, name, `${name.toLowerCase().replace(' ', '-')}@webex.bot`, created),
  );
  const adminRoom = org.addRoom({ type: 'group', title: 'Compliance', members: [olivia, oscar, member, bot], created });
  return { officers: [olivia, oscar], member, bot, adminRoom, crowd, bots };
}

function addOne(org: Org, index: number, created: number): Person {
  const { random } = org.parts;
  const stranger = index % STRANGERS === STRANGERS - 1;
  const displayName = AWKWARD[index] ?? `${random.pick(FIRST)} ${random.pick(LAST)}`;
  const email = stranger ? `person${index}@globex.example` : `person${index}@acme.example`;
  return org.addPerson({ email, displayName, created, orgUuid: stranger ? org.otherOrgUuid : org.uuid });
}

function addBot(org: Org, displayName: string, email: string, created: number): Person {
  return org.addPerson({ email, displayName, kind: 'bot', created });
}
