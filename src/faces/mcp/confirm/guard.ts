import type { ActionView } from '../../../kernel/ports/gateway.ts';
import type { ToolAnswer, ToolCall } from '../tools/tool.ts';

/** What is about to be run. */
export interface Asked {
  readonly action: Pick<ActionView, 'id' | 'effect' | 'isCharged'>;
  readonly connectionId: string | undefined;
  readonly input: unknown;
  readonly title: string;
}

/** Undefined when it may run; else what is answered in its place: a question for its user, or where one may allow it. */
export async function confirmed(_call: ToolCall, _asked: Asked): Promise<ToolAnswer | undefined> {
  return undefined;
}
