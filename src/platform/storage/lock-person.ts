import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** False when the person is gone; until the transaction ends, nobody else removes him. */
export async function lockPerson(transaction: Kysely<Tables>, id: string): Promise<boolean> {
  const locked = transaction.updateTable('people').set((eb) => ({ name: eb.ref('name') }));
  return (await locked.where('id', '=', id).returning('id').executeTakeFirst()) !== undefined;
}
