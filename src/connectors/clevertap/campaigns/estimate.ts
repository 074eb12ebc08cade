import { z } from 'zod';
import type { RunTools } from '../../../kernel/action.ts';
import { numberOf, recordOf } from '../../../kernel/shape.ts';
import { envelopeOf } from '../answers.ts';
import { patiently } from '../calls.ts';

export const estimates = z
  .record(z.string(), z.number())
  .describe('How many it would reach: by platform for push, else by channel');

/** How many a campaign would reach; nothing is created. */
export async function estimated(tools: RunTools, body: Record<string, unknown>): Promise<Record<string, number>> {
  const json = { ...body, estimate_only: true };
  const request = { method: 'POST', path: '/targets/create.json', body: { json }, effect: 'read' } as const;
  return estimatesOf(envelopeOf(await patiently(tools, request)));
}

/** Numbers only; the shape of the rest is not documented. */
export function estimatesOf(envelope: Readonly<Record<string, unknown>>): Record<string, number> {
  const found = recordOf(envelope['estimates']) ?? recordOf(envelope['estimate']) ?? {};
  const numbers = Object.entries(found).map(([name, value]) => [name, numberOf(value)] as const);
  return Object.fromEntries(numbers.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
