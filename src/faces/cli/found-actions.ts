import { recordOf } from './flags.ts';
import { isRecord, valueAt } from './term/record.ts';
import { oneLine } from './term/width.ts';

/** What an answer says to do next, under the name that this program has here. */
export function underName(answer: unknown, program: string): unknown {
  if (program === 'porin' || !isRecord(answer)) return answer;
  const named = (text: unknown) =>
    typeof text === 'string' ? text.replaceAll(/(?<!npx )\bporin (?=[a-z])/g, `${program} `) : text;
  const connectionOf = (connection: unknown) => {
    const { connect } = recordOf(connection);
    return connect === undefined ? connection : { ...recordOf(connection), connect: named(connect) };
  };
  const itemOf = (item: unknown) => {
    const { connection, connections } = recordOf(item);
    if (connection === undefined && !Array.isArray(connections)) return item;
    const all = Array.isArray(connections) ? { connections: connections.map(connectionOf) } : {};
    return { ...recordOf(item), ...(connection === undefined ? {} : { connection: connectionOf(connection) }), ...all };
  };
  const { hint, items } = answer;
  return {
    ...answer,
    ...(hint === undefined ? {} : { hint: named(hint) }),
    ...(Array.isArray(items) ? { items: items.map(itemOf) } : {}),
  };
}

/** Why each ranks where it does, for a person; empty when nobody asked. */
export function reasonsOf(answer: unknown): string {
  const items: readonly unknown[] = isRecord(answer) && Array.isArray(answer['items']) ? answer['items'] : [];
  return items
    .flatMap((item) => {
      const { id, why } = recordOf(item);
      return Array.isArray(why)
        ? [['', oneLine(String(id)), ...why.map((line) => `  ${oneLine(String(line))}`)].join('\n')]
        : [];
    })
    .map((text) => `${text}\n`)
    .join('');
}

/** What comes before a run of the best one: connecting its app. */
export function connectFirst(answer: unknown): string | undefined {
  const connect = valueAt(answer, 'items.0.connection.connect');
  return typeof connect === 'string' ? connect : undefined;
}
