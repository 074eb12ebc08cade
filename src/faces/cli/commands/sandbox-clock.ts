import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'sandbox clock',
  summary: "Show or move a sandbox's clock",
  flags: {
    app: { type: 'string', description: 'Which sandbox, when several are running' },
    now: { type: 'string', description: 'Jump to an instant: 2026-11-20T10:00:00Z, or "2026-11-20 10:00" in UTC' },
    advance: { type: 'string', description: 'Move forward: 90s, 15min, 2h, 3d, 2w; a minus moves back' },
    freeze: { type: 'boolean', description: 'Stand still; --no-freeze goes on' },
    reset: { type: 'boolean', description: 'Back to the time of this machine' },
  },
  examples: [
    'porin sandbox clock',
    'porin sandbox clock --advance 2h',
    'porin sandbox clock --now 2026-11-20T10:00:00Z --freeze',
  ],
  load: async () => (await import('../local/sandbox.ts')).clock,
});
