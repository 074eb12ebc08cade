import { z } from 'zod';
import type { Storage } from '../../kernel/ports/storage.ts';
import { createOneTimeLinks, type OneTimeLinks } from './one-time.ts';

const ownership = z.object({ next: z.string() });
const invitation = z.object({
  personId: z.string(),
  role: z.enum(['owner', 'member']),
  tenantId: z.string().nullable(),
  tenantKey: z.string().optional(),
  name: z.string().optional(),
});

export type Invitation = z.output<typeof invitation>;

/** The links by which people come in. */
export interface EntryLinks {
  /** To the owner's session, on a path of the gateway. */
  readonly ownership: OneTimeLinks<{ readonly next: string }>;
  readonly invitations: OneTimeLinks<Invitation>;
}

export function createEntryLinks(storage: Pick<Storage, 'oneTime'>, now: () => number): EntryLinks {
  return {
    ownership: createOneTimeLinks(storage, now, {
      purpose: 'owner',
      read: (subject) => ownership.parse(subject),
      hint: 'porin owner link prints another one, on the machine that runs the gateway',
    }),
    invitations: createOneTimeLinks(storage, now, {
      purpose: 'invitation',
      read: (subject) => invitation.parse(subject),
      hint: 'Ask whoever invited you for another one',
    }),
  };
}
