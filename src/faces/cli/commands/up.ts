import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { startFlags } from '../start-flags.ts';

export default defineCommand<CliContext>({
  command: 'up',
  summary: 'Start the gateway and its sandboxes on this machine',
  description: 'Runs until Ctrl-C, SIGTERM or `down`. With --json it prints one line when everything answers.',
  flags: {
    ...startFlags,
    open: { type: 'boolean', default: true, description: 'Open no browser for the first owner' },
    detach: { type: 'boolean', description: 'Start in the background, wait until it answers, then return' },
  },
  examples: [
    'porin up',
    'porin up --apps sandbox --port 4710',
    'porin up --detach --json',
    'porin up --ephemeral --no-sandbox',
  ],
  load: async () => (await import('../local/up.ts')).up,
});
