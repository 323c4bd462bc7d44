import { randomInt } from 'node:crypto';
import type { Random } from '../ports.js';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

export const random: Random = {
  token: (length) => Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  fraction: Math.random,
};
