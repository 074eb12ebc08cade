import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { skillWithContent } from '../../../kernel/views-skills.ts';

export default defineOperation({
  summary: 'Show the skill of an app, with the text of its SKILL.md',
  http: 'GET /skills/{id}',
  scope: 'actions:read',
  input: z.object({ id: z.string().min(1).max(200).describe('Name of the skill, or id of the app') }),
  output: skillWithContent,
  cli: { command: 'skill get', positional: ['id'], examples: ['porin skill get APP --json'] },
  run: (ctx, { id }) => ctx.skills.get(ctx.caller, id),
});
