import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'workspace pull',
  summary: 'Write integrations and saved actions into files',
  description:
    'Changes in the files that were not pushed stay, and what was changed on both sides is named and ends with 1. The code of an action is in code.js beside its spec.yaml.',
  flags: {
    delete: { type: 'boolean', description: 'Remove the files of what is gone from the gateway' },
    force: { type: 'boolean', description: 'Overwrite what was changed in the files' },
  },
  examples: ['porin workspace pull', 'porin workspace pull --delete'],
  load: async () => (await import('../local/workspace/commands.ts')).pull,
});
