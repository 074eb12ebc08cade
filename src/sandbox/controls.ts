import type { z } from 'zod';
import { PorinError } from '../kernel/errors.ts';
import { describeIssues, issuesOf, nearestName } from '../kernel/issues.ts';
import type { SandboxDefinition, World } from './definition.ts';

/**
 * Runs one of an app's own controls with checked input.
 * Errors: `not_found` for an unknown one, `bad_request` that names the field, and what the control throws.
 */
export async function runControl(
  definition: SandboxDefinition,
  world: World,
  { name, input }: { readonly name: string; readonly input: unknown },
): Promise<unknown> {
  const controls = definition.controls ?? {};
  const control = Object.hasOwn(controls, name) ? controls[name] : undefined;
  if (control !== undefined) return control.run(world, checked(control.input, input));
  const nearest = nearestName(name, Object.keys(controls));
  const names = Object.keys(controls).join(', ');
  const known = names === '' ? 'This sandbox has no controls' : `There are: ${names}`;
  const hint = nearest === undefined ? known : `Did you mean ${nearest}?`;
  throw new PorinError('not_found', `No control ${name}`, { hint });
}

/** The value as the schema gives it. Errors: `bad_request` that names what does not fit. */
export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PorinError('bad_request', describeIssues(issuesOf(parsed.error, schema, value)));
}
