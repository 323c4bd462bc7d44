/** Webex's public ids: unpadded base64 of `ciscospark://us/TYPE/uuid`. Inside the simulator only the uuid is used. */
export type IdType =
  | 'APPLICATION'
  | 'ATTACHMENT_ACTION'
  | 'CONTENT'
  | 'EVENT'
  | 'MEMBERSHIP'
  | 'MESSAGE'
  | 'ORGANIZATION'
  | 'PEOPLE'
  | 'ROOM'
  | 'WEBHOOK';

const PREFIX = 'ciscospark://us/';

/** `uuid` as the outside world sees it. */
export function publicId(type: IdType, uuid: string): string {
  return Buffer.from(`${PREFIX}${type}/${uuid}`, 'latin1').toString('base64url');
}

/** The uuid inside a public id of that type; undefined for anything else. A bare uuid is let through, as in Webex. */
export function uuidOf(type: IdType, id: string): string | undefined {
  if (/^[0-9a-f-]{36}$/.test(id)) return id;
  const decoded = Buffer.from(id, 'base64').toString('latin1');
  const expected = `${PREFIX}${type}/`;
  return decoded.startsWith(expected) ? decoded.slice(expected.length) : undefined;
}
