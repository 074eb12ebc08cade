import type { Action } from '../../kernel/action.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import { shellWord } from '../../kernel/shell-word.ts';

/** A run of which nobody knows what became of it. */
export interface Unverified {
  readonly action: Pick<Action, 'verifyWith' | 'verifyInput'>;
  readonly input: unknown;
  /** What its failure says to look for. */
  readonly lookFor?: Readonly<Record<string, unknown>> | undefined;
  readonly connectionId: string;
  readonly runId: string;
}

/** Nobody reads a longer command. */
const maxInput = 500;

/** The command that shows whether a run has happened, with the input that it needs as far as the run knows it. */
export function verifyCommand(
  { action, input, lookFor, connectionId, runId }: Unverified,
  actions: ReadonlyMap<string, Action>,
  redactor: Pick<Redactor, 'redact'>,
): string | undefined {
  const { verifyWith } = action;
  if (verifyWith === undefined) return undefined;
  const command = `porin action run ${verifyWith} --connectionId=${connectionId}`;
  const given = lookFor ?? action.verifyInput?.(input, runId) ?? sharedFields(input, actions.get(verifyWith));
  const text = JSON.stringify(redactor.redact(given));
  return text === '{}' || text.length > maxInput ? command : `${command} --input ${shellWord(text)}`;
}

/** The fields that an action requires, as another one's input has them. */
function sharedFields(input: unknown, verifying: Action | undefined): Readonly<Record<string, unknown>> {
  const required = verifying?.inputSchema['required'];
  if (!Array.isArray(required) || typeof input !== 'object' || input === null) return {};
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => required.includes(name) && value !== null));
}
