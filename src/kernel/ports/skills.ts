import type { z } from 'zod';
import type { skillView, skillWithContent } from '../views-skills.ts';
import type { Caller } from './identity.ts';
import type { Page, PageRequest } from './storage.ts';

export type SkillView = z.infer<typeof skillView>;
/** A skill with the text of its `SKILL.md`, which is the same for the same apps, actions and version. */
export type Skill = z.infer<typeof skillWithContent>;

/** What an agent reads to work with an app through the command line: one document per app, by the Agent Skills specification. */
export interface SkillsPort {
  /** Of the apps that the caller sees: those with a connector folder first, then those that were added here. */
  list(caller: Caller, filter: { search?: string | undefined }, page: PageRequest): Promise<Page<SkillView>>;
  /** By its name, or the app's id. Errors: `not_found` with the nearest name. */
  get(caller: Caller, name: string): Promise<Skill>;
  /** Of the apps with a connector folder, for everybody: nothing that anybody added is in it. */
  published(): Promise<readonly Skill[]>;
}
