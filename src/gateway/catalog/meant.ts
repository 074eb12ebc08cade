import { nearestName } from '../../kernel/issues.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import type { Connector } from './connector.ts';
import { plainName } from './match.ts';

/** A known app that somebody may have meant by a name of their own. */
export interface Meant {
  readonly name: string;
  /** What `connection ensure` takes for it. */
  readonly address: string;
}

/** The app with a connector whose domain or name is one or two slips away from those of an added one. */
export function meantBy(
  connectors: readonly Connector[],
  { host, name }: Pick<AppRow, 'host' | 'name'>,
): Meant | undefined {
  const label = host === '' ? plainName(name) : labelOf(host);
  const known = new Map<string, Connector>();
  for (const connector of connectors) for (const one of namesOf(connector)) known.set(one, connector);
  const nearest = nearestName(host, known.keys(), slipsIn(label)) ?? nearestName(label, known.keys(), slipsIn(label));
  const connector = nearest === undefined ? undefined : known.get(nearest);
  if (!connector) return undefined;
  const { app, definition } = connector;
  return { name: definition.name, address: definition.domains[0] ?? app };
}

function namesOf({ app, definition }: Connector): string[] {
  return [...definition.domains, app, plainName(definition.name)];
}

/** Short names are near to many others. */
function slipsIn({ length }: string): number {
  if (length >= 8) return 2;
  return length >= 5 ? 1 : 0;
}

function labelOf(host: string): string {
  return host.slice(0, host.indexOf('.'));
}
