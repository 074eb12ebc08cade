import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { fileOutput } from '../../../kernel/files.ts';
import { path } from '../../../kernel/http.ts';

export default defineAction({
  name: 'Download Chat',
  description:
    'Fetches the chat of one past session as a zip that holds chat.csv: one line for each message with time, e-mail, name and text, in UTF-8 without a header.',
  effect: 'read',
  phrases: [
    'download the chat',
    'export chat messages',
    'save the chat of a webinar',
    'read the chat log',
    'get the questions from the chat',
  ],
  input: z.strictObject({
    session_id: z.int().min(1).describe("Session id; list-chats and list-sessions give it as 'id'"),
  }),
  output: fileOutput,
  example: { input: { session_id: 20001 } },
  request: ({ session_id }) => ({
    method: 'GET',
    path: path`/chats/${session_id}`,
    responseType: 'file',
    fileName: `chat-${session_id}.zip`,
  }),
  result: ({ body }) => fileOutput.parse(body),
});
