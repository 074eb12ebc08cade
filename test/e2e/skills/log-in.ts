import { expect } from 'vitest';
import type { Machine } from './machine.ts';
import type { Person } from './person.ts';
import { fill, second } from './sequences.ts';

/** The page on which a login is approved. */
export const addressIn = (text: string) => /https?:\/\/\S+\/authorize\/\S+/.exec(text)?.[0] ?? '';

/** The login of a machine on which nobody sits at the terminal. */
export async function logIn(
  person: Person,
  machine: Machine,
  line: string,
): Promise<{ stdout: string; stderr: string }> {
  const asked = await machine.run(line);
  expect(asked).toMatchObject({ code: 0, stdout: expect.stringContaining('membrane login complete <code>') });
  const code = await person.approve(addressIn(asked.stdout));
  expect(await machine.run(fill(second.complete, { '<code>': code }))).toMatchObject({ code: 0 });
  return asked;
}
