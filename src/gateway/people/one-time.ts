import { digestOf } from '../../kernel/digest.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { InvitationUse, OneTimeRow } from '../../kernel/ports/storage-identity.ts';
import { newUnguessable } from '../../kernel/unguessable.ts';

/** A link whose token works once; `T` is what it stands for, `read` takes it from the database. */
export interface OneTimeLinks<T> {
  create(subject: T, lifeMs: number): Promise<{ readonly token: string; readonly expiresAt: number }>;
  /** Leaves it as it is. Errors: `not_found` for an unknown, used or expired one. */
  open(token: string): Promise<T>;
  /** What it stands for, for the one call that uses it up. Errors: as `open`. */
  use(token: string): Promise<T>;
  /** What uses it up, for storage that does more in the same transaction. */
  useOf(token: string): InvitationUse;
  /** Those that still work, newest first. */
  list(): Promise<readonly LiveLink<T>[]>;
  /** Ends it; false when it is gone or used. */
  revoke(link: LiveLink<T>): Promise<boolean>;
}

/** A link as it is stored: without its token. */
export type LiveLink<T> = Pick<OneTimeRow, 'hash' | 'createdAt' | 'expiresAt'> & { readonly subject: T };

export interface LinkKind<T> {
  readonly purpose: 'owner' | 'invitation';
  readonly read: (subject: unknown) => T;
  /** How somebody gets another one. */
  readonly hint: string;
}

export function createOneTimeLinks<T>(
  { oneTime }: Pick<Storage, 'oneTime'>,
  now: () => number,
  { purpose, read, hint }: LinkKind<T>,
): OneTimeLinks<T> {
  const subjectOf = (row: { readonly subject: unknown } | undefined): T => {
    if (row) return read(row.subject);
    throw new PorinError('not_found', 'This link was used, is too old, or never was', { hint });
  };
  return {
    async create(subject, lifeMs) {
      const { token, hash } = newUnguessable();
      const createdAt = now();
      const expiresAt = createdAt + lifeMs;
      await oneTime.insert({ hash, purpose, subject, createdAt, expiresAt, usedAt: null });
      return { token, expiresAt };
    },
    open: async (token) => subjectOf(await oneTime.find(digestOf(token), purpose, now())),
    use: async (token) => subjectOf(await oneTime.use(digestOf(token), purpose, now())),
    useOf: (token) => ({ hash: digestOf(token), purpose, now: now() }),
    list: async () => (await oneTime.list(purpose, now())).map((row) => ({ ...row, subject: read(row.subject) })),
    revoke: ({ hash }) => oneTime.delete(hash, purpose),
  };
}
