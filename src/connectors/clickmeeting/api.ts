import { defineApi } from '../../kernel/api.ts';
import { refusal } from './endpoints/answers.ts';
import { historyEndpoints } from './endpoints/history.ts';
import { libraryEndpoints } from './endpoints/library.ts';
import { peopleEndpoints } from './endpoints/people.ts';
import { roomEndpoints } from './endpoints/rooms.ts';

export default defineApi({
  version: '1',
  description: [
    'Webinars and online meetings. Send the API key in the header X-Api-Key.',
    'Answers are JSON; a path that ends with .xml, .js, .php or .printr gets the same data in that format.',
    'Bodies are forms with PHP brackets (`settings[show_on_personal_page]=1`, `attendees[0][email]=…`); booleans may be 1 and 0. JSON is taken by the sandbox, and not promised by the vendor.',
    'Dates without an offset are read in the time zone that stands beside them.',
  ].join('\n\n'),
  groups: {
    rooms: 'Meeting and webinar rooms',
    tokens: 'Access tokens and personal links',
    registrations: 'Who signed up for a room',
    invitations: 'Invitations by e-mail',
    contacts: 'The address book of the account, which can be written only',
    sessions: 'Past meetings, who came, and reports about them',
    recordings: 'Recorded meetings',
    chats: 'Chats of past meetings',
    files: 'The library of files that presenters show',
    lists: 'Time zones, phone gateways and the check of the key',
  },
  refusal,
  refusals: {
    401: 'There is no API key, or it is not valid',
    404: 'There is no such thing in the account',
    422: 'A field is missing or wrong; the answer names it',
  },
  endpoints: [...roomEndpoints, ...peopleEndpoints, ...historyEndpoints, ...libraryEndpoints],
});
