import type { Environment, ReadFile } from './reading.js';

/** Secrets that may be given as a file, by the same name with `_FILE`. */
const SECRETS = ['WEBEX_BOT_TOKEN', 'CLIENT_SECRET', 'TOKEN_ENCRYPTION_KEY', 'WEBHOOK_SECRET'] as const;

type SecretName = (typeof SECRETS)[number];

/** The variables with each secret's file read in its place. */
export interface FilledIn {
  readonly environment: Environment;
  readonly faults: readonly { readonly name: SecretName; readonly sentence: string }[];
}

/** No fault repeats a path: somebody may have put the secret itself where its file's path belongs. */
export function fillInSecrets(environment: Environment, readFile: ReadFile): FilledIn {
  const filled: Record<string, string | undefined> = { ...environment };
  const faults: { name: SecretName; sentence: string }[] = [];
  for (const name of SECRETS) {
    const path = environment[`${name}_FILE`]?.trim();
    if (!path) continue;
    if (environment[name]?.trim()) {
      faults.push({ name, sentence: `${name} and ${name}_FILE are both set: keep one of them.` });
      continue;
    }
    const held = contentOf(path, readFile);
    if ('value' in held) filled[name] = held.value;
    else faults.push({ name, sentence: `${name}_FILE must name a readable file that holds the secret: ${held.why}.` });
  }
  return { environment: filled, faults };
}

/** An editor ends the file with a line break, which is not part of the secret. */
function contentOf(path: string, readFile: ReadFile): { readonly value: string } | { readonly why: string } {
  try {
    const value = readFile(path).replace(/\r?\n$/, '');
    return value.trim() === '' ? { why: 'it is empty' } : { value };
  } catch {
    return { why: 'it cannot be read' };
  }
}
