import type { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { describeIssues, issuesOf } from '../../../kernel/issues.ts';

/** A tool's arguments as its schema has them. Errors: `bad_request` with path, expectation and nearest name, as REST words it. */
export function argumentsOf<S extends z.ZodObject>(tool: string, schema: S, given: unknown): z.output<S> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error, schema, given);
  throw new PorinError('bad_request', `The arguments of ${tool} are not valid: ${describeIssues(issues)}`, {
    details: { issues },
    hint: 'Correct what is named and call again',
  });
}
