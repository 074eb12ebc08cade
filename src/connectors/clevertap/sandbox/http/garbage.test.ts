import { expect, test } from 'vitest';
import { bootApi, event, profile } from '../api.fixture.ts';

const range = { event_name: 'Ordered', from: 20261101, to: 20261120 };
const campaign = { name: 'n', when: 'now', segment: 'all', devices: ['ios'], content: { title: 't', body: 'b' } };
const letter = { to: { identity: ['a'] }, campaign_id: 1, content: { subject: 's', body: 'b' } };
const condition = { name: 'x', operator: 'equals', value: 1 };
const group = { trend_type: 'daily', property_type: 'event_properties', name: 'x' };

/** Bodies that are right; each of their values gives way to garbage, one at a time. */
const bodies: readonly (readonly [path: string, body: object])[] = [
  ['upload', { d: [{ ...event('a', 'Ordered', { x: 1 }, 1_795_000_000), objectId: 'dev-1' }] }],
  ['upload', { d: [profile('a', { Email: 'a@example.com', Age: 3, x: { $incr: 1 }, y: { $add: [1] } })] }],
  ['upload', { d: [{ type: 'token', objectId: 'dev-1', tokenData: { id: 't', type: 'chrome', keys: {} } }] }],
  ['events.json', { ...range, event_properties: [condition] }],
  ['profiles.json', { ...range, common_profile_properties: { profile_fields: [condition] } }],
  ...['equals', 'contains', 'between', 'less_than'].map(
    (operator) => ['counts/events.json', { ...range, event_properties: [{ ...condition, operator }] }] as const,
  ),
  ['counts/profiles.json', { ...range, session_properties: [condition] }],
  ['counts/top.json', { ...range, groups: { g: { ...group, top_n: 1, order: 'asc' } } }],
  ['counts/trends.json', { ...range, groups: { g: group }, unique: true }],
  ['counts/trends.json', { ...range, groups: { g: group }, sum_event_prop: 'x' }],
  ['now.json', { user_type: true, os: true }],
  ['targets/create.json', { ...campaign, labels: ['l'], target_mode: 'push' }],
  ['targets/create.json', { ...campaign, when: { type: 'later', delivery_date_time: ['20261201 10:00'] } }],
  ['targets/list.json', { from: 20261101, to: 20261120 }],
  ['targets/result.json', { id: 1 }],
  ['targets/stop.json', { id: 1 }],
  ['message/report.json', { from: '20261101', to: '20261120', channel: ['push'], label: 'x', daily: true }],
  ['send/email.json', letter],
  ['send/externaltrigger.json', letter],
  ['delete/profiles.json', { identity: ['a'] }],
  ['demerge/profiles.json', { identities: ['a'] }],
  ['subscribe', { d: [{ type: 'phone', value: '+1415', status: 'Unsubscribe' }] }],
  ['disassociate', { d: [{ type: 'phone', value: '+1415' }] }],
];

const garbage: readonly string[] = [
  ...['null', 'true', '-1', '1e999', '""', '[]', '{}', '[[{}]]', '"\\u0000"', '"\\ud800"', '"constructor"'],
  ...['{"toString":1,"valueOf":2}', '[{"toString":1}]', '{"__proto__":{"a":1}}', JSON.stringify('x'.repeat(20_000))],
  '['.repeat(5000) + ']'.repeat(5000),
  `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
];

const mark = '"\u0001here"';

/** The body with a mark in the place of each of its values. */
function* marked(value: unknown): Generator<string> {
  yield mark;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    for (const inner of marked(part)) {
      const copy = Object.entries(value).map(([key, other]) => {
        const text = key === name ? inner : JSON.stringify(other);
        return Array.isArray(value) ? text : `${JSON.stringify(key)}:${text}`;
      });
      yield Array.isArray(value) ? `[${copy.join()}]` : `{${copy.join()}}`;
    }
  }
}

test.each(bodies)('%s with garbage in each place of %j is refused or taken, and never fails', async (path, body) => {
  const { send, upload } = await bootApi();
  await upload({ type: 'profile', identity: 'a', objectId: 'dev-1', profileData: { x: { toString: 1 } } });
  await upload(
    event('a', 'Ordered', { x: { toString: 1, valueOf: 1 } }),
    event('a', 'Ordered', { x: [{ toString: 1 }] }),
  );
  for (const place of marked(body)) {
    for (const value of garbage) {
      const sent = place.replace(mark, () => value);
      const { status, json } = await send('POST', path, sent);
      expect([status < 500, typeof json?.status], sent.slice(0, 300)).toEqual([true, 'string']);
    }
  }
});

test.each(['%', '%ff', '%00', '%E0%A4%A', '/+==', '__proto__', '1e999', '{}', '[[', 'x'.repeat(9000)])(
  'the query value %s is refused or taken, and never fails',
  async (value) => {
    const { send, upload } = await bootApi();
    await upload(event('a', 'Ordered'));
    for (const path of [
      'events.json?cursor',
      'profiles.json?query',
      'profile.json?email',
      'getSchema?type',
      'counts/top.json?req_id',
      'contentBlock/list?pageSize',
    ]) {
      const { status } = await send('GET', `${path}=${value}`);
      expect(status, path).toBeLessThan(500);
    }
  },
);
