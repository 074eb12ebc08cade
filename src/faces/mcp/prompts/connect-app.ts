import type { PromptDefinition } from './prompt.ts';
import { quoted } from './quoted.ts';

export const connectApp: PromptDefinition = {
  name: 'connect_app',
  title: 'Connect an app',
  description: 'Connect an account of an app, without typing credentials into the conversation.',
  arguments: [{ name: 'app', description: 'Name, id or address of the app', required: true }],
  text: ({ app = '' }) =>
    `Connect this app for me: ${quoted(app)}. Call ensure_connection with it. If it is not READY, show me the address in clientAction.uiUrl, and then call ensure_connection again with "wait": 50 until it is. Do not ask me for passwords, keys or codes here. Then tell me what the app's actions can do.`,
};
