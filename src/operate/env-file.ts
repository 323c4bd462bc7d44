import { parseEnv } from 'node:util';
import { AppError } from '../errors.js';

/** What a `.env` holds, by name. */
export type EnvValues = ReadonlyMap<string, string>;

/** The template with these values in their places: `NAME=`, or `# NAME=` where it is optional. Unknown names follow at the end. */
export function filledEnv(template: string, values: EnvValues): string {
  let text = template;
  for (const [name, value] of values) text = placed(text, name, `${name}=${quoted(name, value)}`);
  return text;
}

function placed(text: string, name: string, line: string): string {
  const place = new RegExp(`^(?:# )?${name}=.*$`, 'm');
  return place.test(text) ? text.replace(place, () => line) : `${text.trimEnd()}\n${line}\n`;
}

const PLAIN = /^[\w@%+=:,./\\-]*$/;

/** In the first quotes, if any are needed, in which Node reads the same value back. Throws an AppError where none will do. */
function quoted(name: string, value: string): string {
  const forms = [...(PLAIN.test(value) ? [value] : []), `'${value}'`, `"${value}"`, `\`${value}\``];
  const form = forms.find((one) => parseEnv(`${name}=${one}\n`)[name] === value);
  if (form !== undefined) return form;
  throw new AppError('unquotable', `The value of ${name} cannot be written into a .env.`, {
    hint: 'Leave out quotes and line breaks, or set it in the environment instead.',
  });
}
