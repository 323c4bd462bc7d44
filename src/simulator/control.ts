/** The control API under /_sim: how tests and the demo look at the world and play the people in it. */
import { numberField, requiredText, textField } from './call.js';
import type { Call } from './call.js';
import { clickAs, lookUp, sayAs } from './control-people.js';
import { addBulk, addMessages, addPerson, addRoom } from './control-scene.js';
import {
  listDeletions,
  listRooms,
  listTexts,
  listTokens,
  listTrueMessages,
  seenRoom,
  showOrg,
} from './control-views.js';
import { defaultSettings } from './settings.js';
import type { Settings } from './settings.js';
import { json, noContent } from './reply.js';
import type { Reply } from './reply.js';
import { openRoute } from './routes.js';
import type { Route } from './routes.js';
import type { World } from './world.js';

export function controlRoutes(world: World): Route[] {
  const on = (method: string, path: string, handle: (world: World, call: Call) => Reply): Route =>
    openRoute(method, `/_sim${path}`, (call) => handle(world, call));
  return [
    on('GET', '/org', showOrg),
    on('GET', '/messages', listTrueMessages),
    on('GET', '/rooms', listRooms),
    on('GET', '/rooms/:id', seenRoom),
    on('GET', '/deletions', listDeletions),
    on('GET', '/tokens', listTokens),
    on('GET', '/texts', listTexts),
    on('GET', '/requests', ({ log }, { query }) => json(log.summary(query.has('log')))),
    on('DELETE', '/requests', clearRequests),
    on('POST', '/people', addPerson),
    on('POST', '/rooms', addRoom),
    on('POST', '/messages', addMessages),
    on('POST', '/bulk', addBulk),
    on('POST', '/say', sayAs),
    on('POST', '/click', clickAs),
    on('GET', '/settings', ({ org }) => json(org.settings)),
    on('PUT', '/settings', patchSettings),
    on('POST', '/faults', addFault),
    on('DELETE', '/faults', clearFaults),
    on('POST', '/roles', setRole),
    on('POST', '/expire-tokens', expireTokens),
    on('GET', '/sockets', ({ mercury }) => json({ open: mercury.size })),
    on('POST', '/sockets/drop', ({ mercury }, { body }) =>
      json({ dropped: mercury.drop(numberField(body, 'code', 0) || undefined) }),
    ),
    on('POST', '/sockets/freeze', ({ mercury }) => json({ frozen: mercury.freeze() })),
  ];
}

function clearRequests({ log }: World): Reply {
  log.clear();
  return noContent;
}

/** Unknown names are a script's mistake and refused. */
function patchSettings({ org }: World, { body }: Call): Reply {
  const unknown = Object.keys(body).filter((name) => !(name in defaultSettings));
  if (unknown.length > 0) return json({ message: `Unknown settings: ${unknown.join(', ')}` }, { status: 400 });
  Object.assign(org.settings, body as Partial<Settings>);
  org.clock.offsetMs = org.settings.clockOffsetMs;
  return json(org.settings);
}

function addFault({ faults }: World, { body }: Call): Reply {
  faults.add({ match: {}, ...body });
  return noContent;
}

function clearFaults({ faults }: World): Reply {
  faults.clear();
  return noContent;
}

/** Takes or gives the compliance officer's role; tokens stay valid, as in Webex. */
function setRole({ org }: World, { body }: Call): Reply {
  const { roles } = lookUp(org, requiredText(body, 'person'));
  if (body.officer === true) roles.add('compliance');
  else roles.delete('compliance');
  return noContent;
}

/** Ends a person's integration tokens: those of access, or the refresh tokens too. */
function expireTokens({ org }: World, { body }: Call): Reply {
  const person = lookUp(org, requiredText(body, 'person'));
  const kept = textField(body, 'kind') === 'refresh' ? org.refreshTokens : org.tokens;
  for (const token of kept.values()) {
    if (token.person === person && token.clientId !== undefined) token.expiresAt = 0;
  }
  return noContent;
}
