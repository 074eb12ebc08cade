import { z } from 'zod';

/** Shapes of the skills' answers. */

export const skillView = z.object({
  name: z.string().describe('Its name, which is also that of its folder'),
  title: z.string().describe("The app's name"),
  externalAppId: z.string().describe('The app'),
  description: z.string().describe('What it does and when to use it'),
  version: z.string(),
  digest: z.string().describe('sha256:… of the content'),
  sizeBytes: z.int(),
});

export const skillWithContent = skillView.extend({ content: z.string().describe('The text of SKILL.md') });
