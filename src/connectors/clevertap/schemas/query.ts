import { z } from 'zod';
import type { ConnectionFacts } from '../../../kernel/action.ts';
import { type Day, daysOf, rangeFields } from '../dates.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const condition = z.strictObject({
  name: z.string().min(1).describe('Name of the property, exactly; get-schema lists them'),
  operator: z
    .string()
    .default('equals')
    .describe(
      'equals, not_equals, contains, does_not_contain, greater_than, less_than, between (value is [low, high]), exists, not_exists. Default equals',
    ),
  value: z
    .union([scalar, z.array(scalar)])
    .optional()
    .describe('What to compare with; several values mean any of them. Left out for exists and not_exists'),
});

export const eventName = z
  .string()
  .min(1)
  .describe("Name of the event, exactly and in its case, such as 'Charged'; get-schema lists them");

/** Which events are meant: a name, days and conditions. */
export const queryFields = {
  event_name: eventName,
  ...rangeFields,
  event_properties: z.array(condition).optional().describe('Only events whose properties fulfil all of these'),
  session_properties: z.array(condition).optional().describe('Only events whose session fulfils all of these'),
  profile_fields: z.array(condition).optional().describe('Only of people whose profile properties fulfil all of these'),
};

type Condition = z.output<typeof condition>;

export interface Query {
  readonly event_name: string;
  readonly from: Day;
  readonly to: Day;
  readonly timezone?: string | undefined;
  readonly event_properties?: readonly Condition[] | undefined;
  readonly session_properties?: readonly Condition[] | undefined;
  readonly profile_fields?: readonly Condition[] | undefined;
}

/** The same as the app wants it. */
export function queryBody(query: Query, facts: ConnectionFacts): Record<string, unknown> {
  const { event_name, event_properties, session_properties, profile_fields } = query;
  return {
    event_name,
    ...daysOf(query, facts),
    ...(event_properties === undefined ? {} : { event_properties }),
    ...(session_properties === undefined ? {} : { session_properties }),
    ...(profile_fields === undefined ? {} : { common_profile_properties: { profile_fields } }),
  };
}
