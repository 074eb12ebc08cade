import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { skillHosts } from '../local/skills/places.ts';

export default defineCommand<CliContext>({
  command: 'skill export',
  summary: 'Write the SKILL.md of apps, for agents that work through this command line',
  description:
    'One folder for each app, named as its skill. A file that is not as it was exported is left alone, unless with --force.',
  arguments: [
    {
      name: 'app',
      description: 'Names of skills, or ids of apps; all when none is named',
      optional: true,
      variadic: true,
    },
  ],
  flags: {
    dir: { type: 'string', description: 'Folder that gets the skills (default ./skills)' },
    host: { type: 'string', description: 'The folder in which this host looks for skills', choices: skillHosts },
    user: { type: 'boolean', description: "With --host: your own folder, for all projects, in place of the project's" },
    force: { type: 'boolean', description: 'Replace files that were written or changed by somebody else' },
    'dry-run': { type: 'boolean', description: 'Show what would be written, and write nothing' },
  },
  examples: [
    'porin skill export',
    'porin skill export APP --host claude',
    'porin skill export --dir ./skills --dry-run',
  ],
  load: async () => (await import('../local/skills/export.ts')).exportSkills,
});
