import { z } from 'zod';
import type { RunTools } from '../../kernel/action.ts';
import type { HttpRequest } from '../../kernel/http.ts';
import { textOf } from '../../kernel/shape.ts';
import { envelopeOf } from './answers.ts';
import { patiently } from './calls.ts';

const pauseMs = 2_500;
const mostPolls = 48;
const meta: ReadonlySet<string> = new Set(['status', 'req_id', 'error', 'code']);

/** Input that goes on with a count that was not ready. */
export const reqId = z
  .string()
  .regex(/^\d+$/, 'only digits')
  .optional()
  .describe('req_id of an answer that was not ready, as text: asks for its result, whatever else is given');

/** Output members that every count has. */
export const readiness = {
  ready: z.boolean().describe('False: the app is still counting; ask again with req_id'),
  req_id: z.string().optional().describe('Number to ask again with, when not ready'),
};

/** What the app counted, without its envelope; or the number to ask again with. */
export type Counted =
  | { readonly ready: true; readonly answer: Readonly<Record<string, unknown>> }
  | { readonly ready: false; readonly req_id: string };

/** Counts, and asks until the count is done; two minutes at most. */
export async function counted(
  tools: Pick<RunTools, 'call' | 'sleep' | 'log'>,
  path: string,
  asked: { readonly body: unknown; readonly req_id: string | undefined },
): Promise<Counted> {
  // The number of a request is longer than a number of JSON can be here, so the answer is read as text.
  const fetch = (id: string): HttpRequest => ({ method: 'GET', path, query: { req_id: id }, responseType: 'text' });
  const begin: HttpRequest = { method: 'POST', path, body: { json: asked.body }, responseType: 'text' };
  let next = asked.req_id === undefined ? begin : fetch(asked.req_id);
  for (let polls = 0; ; polls += 1) {
    const envelope = envelopeOf(await patiently(tools, next));
    const id = textOf(envelope['req_id']);
    if (envelope['status'] !== 'partial' || id === undefined) {
      const members = Object.entries(envelope).filter(([name]) => !meta.has(name));
      return { ready: true, answer: Object.fromEntries(members) };
    }
    if (polls === mostPolls) return { ready: false, req_id: id };
    if (polls === 0) tools.log([`The app is counting; its number is ${id}`]);
    await tools.sleep(pauseMs);
    next = fetch(id);
  }
}
