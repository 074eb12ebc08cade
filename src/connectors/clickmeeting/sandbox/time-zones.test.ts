import { expect, test } from 'vitest';
import { bootApi } from './api.fixture.ts';

const readZones = async (path: string): Promise<string[]> => {
  const { send } = await bootApi();
  return (await send('GET', `/time_zone_list${path}`)).json;
};

test('the list has some 420 names, sorted, each once, and UTC as the only one without a region', async () => {
  const zones = await readZones('');
  expect(Math.abs(zones.length - 420)).toBeLessThanOrEqual(5);
  expect(zones).toEqual([...new Set(zones)].sort());
  expect(zones.filter((zone) => !zone.includes('/'))).toEqual(['UTC']);
});

test.each([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Africa/Asmera', 'Africa/Asmara'],
  ['America/Coral_Harbour', 'America/Atikokan'],
  ['Pacific/Truk', 'Pacific/Chuuk'],
  ['US/Eastern', 'America/New_York'],
])('%s is in the list as %s', async (old, current) => {
  const zones = await readZones('');
  expect([zones.includes(old), zones.includes(current)]).toEqual([false, true]);
});

test.each([
  ['er', ['Africa/Asmara']],
  ['SE', ['Europe/Stockholm']],
  ['Sk', ['Europe/Bratislava']],
  ['in', ['Asia/Kolkata']],
  ['nz', ['Pacific/Auckland', 'Pacific/Chatham']],
  ['zz', []],
])('the country %s has the zones %j', async (country, zones) => {
  expect(await readZones(`/${country}`)).toEqual(zones);
});

test('every zone listed can be the zone of a room, under that name', async () => {
  const { send } = await bootApi();
  const refused: string[] = [];
  for (const zone of (await send('GET', '/time_zone_list')).json) {
    const { json } = await send('PUT', '/conferences/10001', { form: `timezone=${zone}` });
    if (json.conference?.timezone !== zone) refused.push(zone);
  }
  expect(refused).toEqual([]);
});
