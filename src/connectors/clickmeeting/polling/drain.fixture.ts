import type { bootActions } from '../on-sandbox.fixture.ts';

export type Booted = Awaited<ReturnType<typeof bootActions>>;

/** Asks until there is no more, and gives everything that came. */
export async function drain({ run }: Booted, key: string, since: string | undefined, input: object = {}) {
  const items: any[] = [];
  let cursor = since;
  for (let asked = 0; asked < 200; asked++) {
    const answer = await run(key, { ...input, ...(cursor === undefined ? {} : { since: cursor }) });
    items.push(...answer.items);
    cursor = answer.cursor;
    if (!answer.has_more) return { items, cursor: answer.cursor as string, asked: asked + 1 };
  }
  throw new Error(`${key} never ends`);
}

export const emails = (items: readonly any[]) => items.map(({ email }) => email).sort();
/** A room that takes registrations. */
export const open = {
  name: 'Second',
  room_type: 'webinar',
  permanent_room: true,
  access_type: 1,
  registration: { enabled: true },
};
