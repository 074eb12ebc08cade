import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'workspace push',
  summary: 'Make the integrations and saved actions of the gateway as the files say',
  description:
    'Shows what it will do and asks. What was pulled and is gone from the files is archived. What somebody changed on the gateway since is not undone.',
  flags: {
    'dry-run': { type: 'boolean', description: 'Only show what it would do' },
    yes: { type: 'boolean', short: 'y', description: 'Do not ask' },
    force: { type: 'boolean', description: 'Undo what was changed on the gateway since the last pull' },
  },
  examples: ['porin workspace push --dry-run', 'porin workspace push --yes'],
  load: async () => (await import('../local/workspace/commands.ts')).push,
});
