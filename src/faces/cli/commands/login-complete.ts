import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'login complete',
  summary: 'Finish a login with the code that the page shows',
  description:
    'Takes the code as it was pasted: in lower case, with spaces, or inside an address. Without one it is read from standard input.',
  arguments: [{ name: 'code', description: 'The code, or text that holds it', optional: true, variadic: true }],
  examples: ['porin login complete K7QF-2M9D', 'pbpaste | porin login complete'],
  load: async () => (await import('../local/login/complete.ts')).completeLogin,
});
