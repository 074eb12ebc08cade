import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { down } from '../local/down.ts';

export default defineCommand<CliContext>({
  command: 'down',
  summary: 'Stop the running gateway and wait until it is gone',
  examples: ['porin down', 'porin down --data-dir ./data'],
  load: async () => down,
});
