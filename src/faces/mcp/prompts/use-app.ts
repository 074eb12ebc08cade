import { hash } from 'node:crypto';
import type { PromptDefinition } from './prompt.ts';
import { quoted } from './quoted.ts';

const maxNameChars = 64;

/** One for each connected app. */
export function useApp(app: string): PromptDefinition {
  const plain = `use_${app.replace(/[^A-Za-z0-9]+/g, '_')}`;
  const name =
    plain.length <= maxNameChars ? plain : `${plain.slice(0, maxNameChars - 7)}_${hash('sha256', app).slice(0, 6)}`;
  return {
    name,
    title: `Use ${app}`,
    description: `Do something in ${app}.`,
    arguments: [{ name: 'task', description: 'What you want to do there', required: false }],
    text: ({ task }) =>
      task === undefined || task.trim() === ''
        ? `Tell me what can be done in ${app} here: call search_actions with "app": ${quoted(app)} and sum up its actions. Then ask me what I want to do.`
        : `Do this in ${app}: ${quoted(task)}. Find the action with search_actions and "app": ${quoted(app)}, ask me for what is missing, then run it and tell me what came of it.`,
  };
}
