import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'token',
  summary: 'Print a short-lived signed token: of a tenant, of a manager, or your own',
  description: 'The token alone stands on stdout. A lasting one comes from token create.',
  flags: {
    tenantKey: { type: 'string', description: 'Your key for the tenant that it acts for; your own when absent' },
    manager: { type: 'boolean', description: "A manager's token: tenants, tokens, settings, secrets" },
    expiresIn: { type: 'string', description: 'How long it works: seconds, or 30m, 12h, 7d', default: '1h' },
  },
  examples: ['porin token --tenantKey acme', 'export MEMBRANE_TOKEN="$(porin token --manager --expiresIn 12h)"'],
  load: async () => (await import('../local/token.ts')).token,
});
