/** What Webex's SDK asks for before it opens its websocket: the service catalogue, a device registration, a place for metrics. */
import { notFound } from './api-error.js';
import { textField } from './call.js';
import type { AuthorisedCall, Call } from './call.js';
import { json, noContent } from './reply.js';
import type { Reply } from './reply.js';

/** The id by which the SDK finds the cluster of an activity's space. */
const CONVERSATION = 'urn:TEAM:us-east-2_a:conversation';

export function catalogue({ org }: Call): Reply {
  const { origin, host } = new URL(org.base);
  const serviceLinks = {
    hydra: org.base,
    u2c: `${origin}/u2c/api/v1`,
    wdm: `${origin}/wdm/api/v1`,
    conversation: `${origin}/conversation/api/v1`,
    metrics: `${origin}/metrics/api/v1`,
    mercury: `${origin}/mercury/api/v1`,
    user: `${origin}/user/api/v1`,
  };
  const hostCatalog = { [host]: [{ host, ttl: -1, priority: 1, id: CONVERSATION }] };
  return json({ serviceLinks, hostCatalog, format: 'hostmap' });
}

export function registerDevice(call: AuthorisedCall): Reply {
  return json(deviceView(call, call.org.newUuid()));
}

export function refreshDevice(call: AuthorisedCall): Reply {
  if (call.params.id === undefined) throw notFound('device');
  return json(deviceView(call, call.params.id));
}

export function listDevices(): Reply {
  return json({ devices: [] });
}

export function acceptSilently(): Reply {
  return noContent;
}

function deviceView({ org, caller, body }: AuthorisedCall, uuid: string): Record<string, unknown> {
  const { origin, host } = new URL(org.base);
  return {
    url: `${origin}/wdm/api/v1/devices/${uuid}`,
    webSocketUrl: `ws://${host}/mercury/${uuid}`,
    userId: caller.uuid,
    orgId: caller.orgUuid,
    deviceType: textField(body, 'deviceType') ?? 'WEB',
    name: textField(body, 'name') ?? 'simulated device',
    creationTime: org.clock.iso(),
    modificationTime: org.clock.iso(),
    features: { developer: [], entitlement: [], user: [] },
    services: {},
  };
}
