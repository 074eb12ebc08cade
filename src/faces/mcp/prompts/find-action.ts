import type { PromptDefinition } from './prompt.ts';
import { quoted } from './quoted.ts';

export const findAction: PromptDefinition = {
  name: 'find_action',
  title: 'Find an action',
  description: 'Find the action that does what you have in mind, and what it needs.',
  arguments: [{ name: 'intent', description: 'What you want to do', required: true }],
  text: ({ intent = '' }) =>
    `I want to do this: ${quoted(intent)}. Call search_actions with it, tell me which action fits best and what it needs to know, and ask me for what is missing before you run it.`,
};
