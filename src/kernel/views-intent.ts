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
      state: z.enum([...connectionStates, 'NOT_CONNECTED']),
      connect: z.string().optional().describe('The command that connects the app'),
    })
    .optional()
    .describe('Of one found by an intent: the connection of its app that it would run on'),
  why: z.array(z.string()).optional().describe('With explain: what speaks for it and what against it'),
};
