/** A beginning of a conversation that a user chooses in a host, as a slash command. */
export interface PromptDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly { readonly name: string; readonly description: string; readonly required: boolean }[];
  /** What the agent is told; arguments are there when they are required. */
  text(args: Readonly<Record<string, string>>): string;
}
