import { z } from 'zod';

export const connectionStates = [
  'BUILDING',
  'CLIENT_ACTION_REQUIRED',
  'READY',
  'CONFIGURATION_ERROR',
  'SETUP_FAILED',
  'DISCONNECTING',
] as const;

/** What an action that was found by an intent says besides. */
export const foundByIntent = {
  score: z.number().optional().describe('How surely it is what the intent asks for, 0 to 1'),
  required: z.array(z.string()).optional().describe('Of one found by an intent: the inputs that it cannot do without'),
  connection: z
    .object({
      id: z.string().optional(),
      name: z.string().optional(),
      key: z.string().optional(),
      state: z.enum([...connectionStates, 'NOT_CONNECTED']),
      connect: z.string().optional().describe('The command that connects it, or shows what it waits for'),
    })
    .optional()
    .describe('Of one found by an intent: the connection that it would run on'),
  connections: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        key: z.string().optional(),
        state: z.enum(connectionStates),
        connect: z.string().optional(),
      }),
    )
    .optional()
    .describe('In place of connection, when it could run on several: a run has to name one'),
  why: z.array(z.string()).optional().describe('With explain: what speaks for it and what against it'),
};
