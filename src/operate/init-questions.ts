import type { Variable } from '../configuration/variables.js';

/** One value that a new set-up needs of its administrator. */
export interface Question {
  readonly name: Variable;
  readonly asks: string;
  /** Not shown while it is typed. */
  readonly secret: boolean;
  /** What an empty answer means; null where one must be given. */
  readonly otherwise: string | null;
}

/** In the order in which they are asked, and in which piped answers are read. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'WEBEX_BOT_TOKEN',
    asks: "the bot's access token (developer.webex.com, My Apps)",
    secret: true,
    otherwise: null,
  },
  { name: 'ADMIN_ROOM_ID', asks: 'the id of the one space that the bot serves', secret: false, otherwise: null },
  {
    name: 'OFFICERS',
    asks: 'who may ask and decide: e-mail addresses, comma separated, two at least',
    secret: false,
    otherwise: null,
  },
  { name: 'CLIENT_ID', asks: "the integration's client id", secret: false, otherwise: null },
  { name: 'CLIENT_SECRET', asks: "the integration's client secret", secret: true, otherwise: null },
  {
    name: 'PUBLIC_URL',
    asks: 'where officers sign in; the redirect URI is this followed by /callback',
    secret: false,
    otherwise: 'http://localhost:5000',
  },
  {
    name: 'TARGET_MSG_AGE',
    asks: 'the age from which direct messages are due, such as 30d',
    secret: false,
    otherwise: null,
  },
];
