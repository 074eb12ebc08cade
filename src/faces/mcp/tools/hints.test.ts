import { expect, test } from 'vitest';
import { hintForTools } from './hints.ts';

const hint = (text: string) => hintForTools({ code: 'not_found', hint: text, details: undefined });

test.each([
  [
    "porin action get list-rooms shows the input's schema",
    'get_action {"action":"list-rooms"} shows the input\'s schema',
  ],
  ['porin action list --intent "what you want to do" finds one', 'search_actions finds one'],
  ['Did you mean a-b? porin action list --intent "…" finds others', 'Did you mean a-b? search_actions finds others'],
  ['porin action list --app acme shows what it has', 'search_actions {"app":"acme"} shows what it has'],
  ['porin connection list shows the ids', 'list_connections shows the ids'],
  ['porin connection ensure <address of the app> makes one', 'ensure_connection makes one'],
  ['Then: porin connection ensure https://a.b/ --json.', 'Then: ensure_connection {"app":"https://a.b/"}.'],
  ['look: porin action run get-x --connectionId=con_1', 'look: run_action {"action":"get-x","connection":"con_1"}'],
  ['porin external-app list shows all', 'search_actions with what you want to do shows all'],
  [
    'Name one by its id: porin action get act_1; or say where: --connectionId=CONNECTION_ID, --integrationId=INTEGRATION_ID',
    'Name one by its id: get_action {"action":"act_1"}; or say where: connection',
  ],
  [
    'It is done: porin action-run-log get run_1 shows it. Another Idempotency-Key runs it anew',
    'It is done: for the user, at a terminal: porin action-run-log get run_1 shows it. Another idempotency_key runs it anew',
  ],
  ['porin request con_1 /PATH calls its API', 'request_api {"connection":"con_1"} calls its API'],
  ['porin request acme /v1/rooms: shows them', 'request_api {"connection":"acme","path":"/v1/rooms"}: shows them'],
  ['porin request acme calls its API', 'request_api {"connection":"acme"} calls its API'],
  [
    'porin action list --connectionId con_1 shows what there is',
    'search_actions {"connection":"con_1"} shows what there is',
  ],
  ['Ask the owner', 'Ask the owner'],
])('says %j for tools', (text, said) => {
  expect(hint(text)).toBe(said);
});

test('names one of several accounts as the argument of a tool', () => {
  const details = { candidates: [{ id: 'con_1' }, { id: 'con_2' }] };
  expect(hintForTools({ code: 'ambiguous_connection', hint: 'porin connection get con_1 --json', details })).toBe(
    'Name one by its id, as in "connection": "con_1"; list_connections shows all',
  );
});
