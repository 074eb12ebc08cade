import { defineAction } from '../../../kernel/action.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { nothing } from '../schemas/ids.ts';
import { chat } from '../schemas/library.ts';

export default defineAction({
  name: 'List Chats',
  description:
    'Lists the saved chats of all past sessions, with room name, day and time. download-chat gives the messages of one.',
  effect: 'read',
  phrases: [
    'chat history',
    'list saved chats',
    'what was said in the chat',
    'chat logs of webinars',
    'find a conversation',
  ],
  input: nothing,
  output: itemsSchema(chat, 'The chats'),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/chats' }),
  result: ({ body }) => ({ items: itemsOf(chat, 'chats', body) }),
});
