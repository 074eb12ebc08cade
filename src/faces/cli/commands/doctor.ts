import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'doctor',
  summary: 'Check this installation and say what to do about it',
  description:
    'Program, settings, data, keys, database, the running gateway, logins, sandboxes, connections and runs. It changes nothing, and asks only your own gateways. Ends with 1 when something fails.',
  flags: {
    config: { type: 'string', description: 'Settings file of the gateway' },
  },
  examples: ['porin doctor', 'porin doctor --data-dir /srv/porin', 'porin doctor --json'],
  load: async () => (await import('../local/doctor/doctor.ts')).doctor,
});
