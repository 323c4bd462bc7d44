import type { SimulatorClient } from '../simulator/client.js';
import type { OrgInfo, TrueMessage, TrueRoom } from '../simulator/control-types.js';

/**
 * What a purge of this window must delete, worked out from the simulator's own truth and not from anything the bot says:
 * live direct messages of the window, in spaces of two people of our organisation and no bot.
 */
export async function expectedDue(
  webex: SimulatorClient,
  org: OrgInfo,
  { from, to }: { from: string; to: string },
): Promise<readonly TrueMessage[]> {
  const ours = new Set((await webex.rooms()).filter((room) => isOurs(room, org)).map(({ id }) => id));
  const direct = await webex.messages({ roomType: 'direct', deleted: false });
  return direct.filter(({ created, roomId }) => created >= from && created < to && ours.has(roomId));
}

function isOurs({ type, members }: TrueRoom, { orgId }: OrgInfo): boolean {
  return (
    type === 'direct' &&
    members.length === 2 &&
    members.every((member) => member.orgId === orgId && member.kind === 'person')
  );
}
