import { afterAll, expect, test } from 'vitest';
import { connectionRow } from '../../../test/durability/engines.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { connectors } from '../../registry.gen.ts';
import { createCatalog } from '../catalog/catalog.ts';
import { hintFor } from './hint.ts';
import type { Ranking } from './intent.ts';

const storage = await openStorage({ url: 'sqlite::memory:' });
afterAll(() => storage.close());
const catalog = createCatalog(connectors);
const place = { of: 'app', app: 'clickmeeting', name: 'the app ClickMeeting' } as const;

function ranking(...ids: readonly string[]): Ranking {
  return {
    rank: async ({ apps }) => new Map(apps === undefined ? ids.map((id) => [id, 0.9]) : []),
    explain: async () => new Map(),
    appsNamed: async () => [],
  };
}

test('what another app can do is named, with how to connect it', async () => {
  const parts = { storage, catalog, ranking: ranking('clickmeeting.ping', 'clicksend.send-postcard') };
  expect(await hintFor(parts, { intent: 'print a postcard', saved: [] }, { tenantId: 'ten_1', place })).toBe(
    "Nothing on the app ClickMeeting fits. 'Send Postcard' of ClickSend may: porin action get clicksend.send-postcard shows it; porin connection ensure clicksend connects it",
  );
});

test('an action that was saved for another app is named by its own name', async () => {
  const action = { id: 'act_1', key: 'mine', name: 'Mine', description: '', phrases: [] };
  const saved = [{ app: 'clevertap', appName: '', action }];
  const parts = { storage, catalog, ranking: ranking('act_1') };
  expect(await hintFor(parts, { intent: 'mine', saved }, { tenantId: 'ten_1', place })).toContain(
    "'Mine' of CleverTap may: porin action get act_1 shows it",
  );
});

test('a connection that waits for its user is named with what it waits for', async () => {
  const tenant = await storage.tenants.ensure('waiting', 1);
  const state = 'CLIENT_ACTION_REQUIRED';
  await storage.connections.insert(connectionRow(tenant.id, { id: 'con_1', app: 'clickmeeting', state }));
  const parts = { storage, catalog, ranking: ranking() };
  const on = { of: 'connection', connectionId: 'con_1', app: 'clickmeeting', name: 'the connection Mine' } as const;
  const said = 'it is not ready: after what porin connection get con_1 says, porin request con_1 /PATH calls its API';
  for (const there of [on, place])
    expect(await hintFor(parts, { intent: 'x', saved: [] }, { tenantId: tenant.id, place: there })).toContain(said);
});

test('what is gone, of no app, or of the same app is named to nobody', async () => {
  const action = { id: 'act_1', key: 'free', name: 'Free', description: '', phrases: [] };
  const saved = [{ app: '', appName: '', action }];
  const parts = { storage, catalog, ranking: ranking('act_1', 'gone.thing', 'clicksend.gone', 'clickmeeting.ping') };
  expect(await hintFor(parts, { intent: 'x', saved }, { tenantId: 'ten_1', place })).toBe(
    'Nothing on the app ClickMeeting fits. porin action list --app clickmeeting shows what there is; it is not connected: after porin connection ensure clickmeeting, porin request clickmeeting /PATH calls its API',
  );
});
