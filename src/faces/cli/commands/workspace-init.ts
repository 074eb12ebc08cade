import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'workspace init',
  summary: 'Make a folder hold the files of this workspace',
  description: 'Writes membrane.config.yml with the gateway and the workspace; never a secret.',
  arguments: [{ name: 'directory', description: 'The folder (default: this one)', optional: true }],
  flags: { force: { type: 'boolean', description: 'Also when it is of another workspace' } },
  examples: ['porin workspace init', 'porin workspace init crm-project'],
  load: async () => (await import('../local/workspace/commands.ts')).init,
});
