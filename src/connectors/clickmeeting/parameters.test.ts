import { expect, test } from 'vitest';
import { type ActionDefinition, fileAction, toolNameOf } from '../../kernel/action.ts';
import connector from './index.gen.ts';

// The parameters that another published tool list offers for these actions; ! marks the required ones.
const parameters = `
create-conference access_type:integer! custom_room_url_name:string duration:string encryption_enabled:boolean lobby_description:string lobby_enabled:boolean name:string! password:string permanent_room:boolean! registration:object room_type:string! settings:object starts_at:string timezone:string
create-contact company:string country:string email:string! firstname:string! lastname:string! phone:string
deactivate-tokens room_id:integer! tokens:array!
delete-all-recordings room_id:integer!
delete-conference room_id:integer!
delete-file file_id:integer!
delete-recording room_id:integer! recording_id:integer!
generate-autologin-url room_id:integer! email:string! nickname:string! password:string role:string! token:string
create-access-tokens room_id:integer! how_many:integer!
get-conference room_id:integer!
get-file file_id:integer!
get-session room_id:integer! session_id:integer!
get-token-by-email room_id:integer! email:string!
list-chats
list-conference-files room_id:integer!
list-conferences status:string! page:integer
list-files
list-phone-gateways
list-recordings room_id:integer!
list-registrations room_id:integer! status:string!
get-session-attendees room_id:integer! session_id:integer!
list-session-registrations room_id:integer! session_id:integer!
list-sessions room_id:integer!
list-timezones
list-timezones-by-country country:string!
list-access-tokens room_id:integer!
ping
register-participant room_id:integer! confirmation_email:object registration:object!
send-invitation room_id:integer! lang:string! attendees:array!
update-conference room_id:integer! access_type:integer duration:string encryption_enabled:boolean lobby_description:string lobby_enabled:boolean name:string password:string permanent_room:boolean room_type:string settings:object starts_at:string status:string timezone:string
`;

const lines = parameters.trim().split('\n');

test('the list of published tools is whole', () => {
  expect(lines).toHaveLength(30);
});

test.each(lines.map((line) => line.split(' ')))(
  '%s offers the published parameters with their types',
  async (key, ...published) => {
    const { inputSchema } = fileAction(key ?? '', (await import(`./actions/${key}.ts`)).default);
    const fields = (inputSchema['properties'] ?? {}) as Record<string, any>;
    const required = (inputSchema['required'] ?? []) as string[];
    for (const parameter of published) {
      const [name = '', type = ''] = parameter.replace('!', '').split(':');
      expect([name, fields[name]?.type]).toEqual([name, type]);
      expect([name, required.includes(name)]).toEqual([name, parameter.endsWith('!')]);
    }
    const extra = required.filter((name) => !published.some((parameter) => parameter.startsWith(`${name}:`)));
    expect(extra).toEqual([]);
  },
);

// The names of that list, in its order.
const toolNames =
  'create_conference create_contact deactivate_tokens delete_all_recordings delete_conference delete_file delete_recording generate_autologin_url generate_tokens get_conference get_file get_session get_token_by_email list_chats list_conference_files list_conferences list_files list_phone_gateways list_recordings list_registrations list_session_attendees list_session_registrations list_sessions list_timezones list_timezones_by_country list_tokens ping register_participant send_invitation update_conference';

test('every published tool is an action under its published name', async () => {
  const names = await Promise.all(
    lines.map(async (line) => {
      const key = line.split(' ')[0] ?? '';
      return toolNameOf('clickmeeting', key, (await import(`./actions/${key}.ts`)).default);
    }),
  );
  expect(names.sort()).toEqual(toolNames.split(' ').map((name) => `clickmeeting_${name}`));
});

test('no two actions have one tool name, and lists have items of the published type', () => {
  const names = Object.entries(connector.actions).map(([key, action]) => toolNameOf('clickmeeting', key, action));
  expect(new Set(names).size).toBe(names.length);
  const itemsOf = (key: string, field: string) =>
    (fileAction(key, connector.actions[key] as ActionDefinition).inputSchema as any).properties[field].items.type;
  expect([itemsOf('deactivate-tokens', 'tokens'), itemsOf('send-invitation', 'attendees')]).toEqual([
    'string',
    'object',
  ]);
});
