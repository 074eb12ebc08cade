import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'sandbox outbox',
  summary: 'Show the messages that a sandbox sent',
  flags: {
    app: { type: 'string', description: 'Which sandbox, when several are running' },
    id: { type: 'number', description: 'One message, as it is read' },
    raw: { type: 'boolean', description: 'With --id: as it was sent, in MIME' },
    to: { type: 'string', description: 'Only those to this address' },
    limit: { type: 'number', description: 'At most so many' },
    clear: { type: 'boolean', description: 'Empty the outbox' },
  },
  examples: ['porin sandbox outbox', 'porin sandbox outbox --id 1', 'porin sandbox outbox --clear'],
  load: async () => (await import('../local/sandbox.ts')).outbox,
});
