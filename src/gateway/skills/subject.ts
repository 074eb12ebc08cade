import type { Effect } from '../../kernel/action.ts';

/** An action as a skill tells of it. */
export interface SkillAction {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly effect: Effect;
}

/** What a skill is about. Names and descriptions may be a stranger's words. */
export interface SkillSubject {
  /** The app's id. */
  readonly app: string;
  /** The skill's name: 1 to 64 of `a-z0-9-`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Address of the vendor's documents. */
  readonly docs: string | undefined;
  /** Address by which the app is connected; without one it is connected by its id. */
  readonly address: string | undefined;
  readonly actions: readonly SkillAction[];
  /** Keys of the actions that come first. */
  readonly popular: readonly string[];
}

/** What is the same for all skills of a gateway. */
export interface SkillEdition {
  readonly version: string;
  /** Where other machines reach the gateway; undefined for one of this machine, which the command line finds by itself. */
  readonly gatewayUrl: string | undefined;
}
