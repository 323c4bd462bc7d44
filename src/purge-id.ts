/** Letters, digits and hyphens, at most 32: safe in a path, a file name and a sentence. */
const ID_FORM = /^[a-z0-9][a-z0-9-]{0,31}$/i;

export function isPurgeId(text: string): boolean {
  return ID_FORM.test(text);
}
