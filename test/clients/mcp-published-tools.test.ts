import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from '../e2e/gateway.ts';
import { legacyClient, modernClient } from '../e2e/mcp.fixture.ts';
import { publishedTools } from './mcp-published-tools.ts';

let gateway: TestGateway;
// A world of its own for each: what one deletes the next would miss.
beforeEach(async () => {
  gateway = await bootGateway();
  await gateway.sandboxConnection();
});
afterEach(() => gateway.stop());

const names = Object.keys(publishedTools);

interface Parameter {
  readonly name: string;
  readonly isRequired: boolean;
  readonly type: string;
}

function parametersOf(tool: string): readonly Parameter[] {
  const words = (publishedTools[tool] ?? '').split(' ').filter((word) => word !== '');
  return words.map((word) => {
    const [name = '', type = ''] = word.split(':');
    return { name: name.replace('?', ''), isRequired: !name.endsWith('?'), type };
  });
}

/** Whether a schema takes values of a type: `integer`, `string[]`. */
function takes(schema: any, type: string): boolean {
  const choices = schema?.anyOf ?? schema?.oneOf;
  if (choices !== undefined) return choices.some((one: any) => takes(one, type));
  if (type.endsWith('[]')) return schema?.type === 'array' && takes(schema.items, type.slice(0, -2));
  const types = [schema?.type ?? []].flat();
  if (schema?.const !== undefined || (schema?.enum !== undefined && types.length === 0))
    return [schema.enum ?? schema.const]
      .flat()
      .some((value) => typeof value === (type === 'integer' ? 'number' : type));
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

test('the thirty published tools are offered by their names, and take the published parameters', async () => {
  const client = await modernClient(gateway, { path: '/mcp/clickmeeting' });
  const { tools } = await client.listTools();
  const offered = new Map<string, any>(tools.map((tool: any) => [tool.name, tool]));
  expect(names).toHaveLength(30);
  expect(names.filter((name) => !offered.has(name))).toEqual([]);
  const wrong = names.flatMap((name) => {
    const { properties, required = [] } = offered.get(name).inputSchema;
    const parameters = parametersOf(name);
    const refused = parameters.filter((one) => !takes(properties[one.name], one.type));
    const demanded = required.filter(
      (one: string) => !parameters.some((known) => known.isRequired && known.name === one),
    );
    return [
      ...refused.map((one) => `${name} does not take ${one.name}:${one.type}`),
      ...demanded.map((one: string) => `${name} demands ${one}`),
    ];
  });
  expect(wrong).toEqual([]);
  await client.close();
});

describe.each([
  ['2026-07-28', modernClient],
  ['2025-11-25', legacyClient],
] as const)('a client of %s', { timeout: 60_000 }, (era, connect) => {
  test('runs each of them once', async () => {
    const client: any = await connect(gateway, {
      path: '/mcp/clickmeeting',
      capabilities: era === '2026-07-28' ? { elicitation: { form: {} } } : {},
    });
    const yes = () => ({ action: 'accept', content: { confirm: true } });
    if (era === '2026-07-28') client.setRequestHandler('elicitation/create', async () => yes());
    const called = new Set<string>();
    const call = async (action: string, args: Readonly<Record<string, unknown>> = {}): Promise<any> => {
      const name = `clickmeeting_${action}`;
      called.add(name);
      expect(Object.keys(args).filter((given) => !parametersOf(name).some((one) => one.name === given))).toEqual([]);
      const { structuredContent, content, isError } = await client.callTool({ name, arguments: args });
      // One who cannot be asked is sent to the page; what happens there is another test's.
      if (structuredContent.error?.code === 'approval_required' && era !== '2026-07-28') return undefined;
      expect([name, isError ?? false, isError ? content[0].text : '']).toEqual([name, false, '']);
      return structuredContent.output;
    };
    await call('ping');
    const room = await call('create_conference', {
      name: `Published ${era}`,
      room_type: 'webinar',
      permanent_room: false,
      access_type: 3,
      starts_at: '2031-01-10 09:00',
      duration: '1:30',
      timezone: 'Europe/Warsaw',
      lobby_enabled: true,
      lobby_description: 'Soon',
      registration: { enabled: true, template: 2 },
      settings: { show_on_personal_page: true },
    });
    const { id: room_id } = room;
    await call('update_conference', { room_id, name: `Renamed ${era}` });
    expect(await call('get_conference', { room_id })).toMatchObject({ name: `Renamed ${era}` });
    await call('list_conferences', { status: 'active' });
    const [made] = (await call('generate_tokens', { room_id, how_many: 2 })).items;
    await call('list_tokens', { room_id });
    await call('send_invitation', { room_id, lang: 'en', attendees: [{ email: 'guest@example.com' }] });
    await call('get_token_by_email', { room_id, email: 'guest@example.com' });
    await call('generate_autologin_url', { room_id, email: 'guest@example.com', nickname: 'Guest', role: 'listener' });
    await call('deactivate_tokens', { room_id, tokens: [made.token] });
    await call('register_participant', {
      room_id,
      registration: { 1: 'Eva', 2: 'Nowak', 3: 'eva@example.com' },
      confirmation_email: { enabled: true, lang: 'en' },
    });
    await call('list_registrations', { room_id, status: 'all' });
    await call('create_contact', { email: `c@${era}.example.com`, firstname: 'C', lastname: 'D' });
    await call('list_timezones');
    await call('list_timezones_by_country', { country: 'PL' });
    await call('list_phone_gateways');
    await call('list_chats');

    // In the demo data: a room with a session, a recording and files.
    const held = { room_id: 10005 };
    await call('list_sessions', held);
    await call('get_session', { ...held, session_id: 20001 });
    await call('list_session_attendees', { ...held, session_id: 20001 });
    await call('list_session_registrations', { ...held, session_id: 20001 });
    const files = await call('list_files');
    await call('list_conference_files', { room_id: 10001 });
    const [file] = files.items;
    await call('get_file', { file_id: file.id });
    const recordings = await call('list_recordings', held);
    const [recording] = recordings.items;
    await call('delete_recording', { ...held, recording_id: recording.id });
    await call('delete_all_recordings', held);
    await call('delete_file', { file_id: file.id });
    await call('delete_conference', { room_id });
    expect(names.filter((name) => !called.has(name))).toEqual([]);
    await client.close();
  });
});
