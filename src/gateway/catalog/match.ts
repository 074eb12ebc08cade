import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import type { AppAddress } from './app-address.ts';
import type { Connector } from './connector.ts';

/** The connector of that name or key, however it is spaced. */
export function byName(connectors: readonly Connector[], name: string): Connector | undefined {
  const wanted = plainName(name);
  return connectors.find(({ app, definition }) => app === name || plainName(definition.name) === wanted);
}

/** A name without what people write differently. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[ _-]/g, '');
}

/**
 * The connectors that answer to an address, those alone that fit it best: a domain that names the path (`example.com/crm`) fits better
 * than one that does not, a longer host better than a shorter one. Several when the address does not tell them apart.
 */
export function atAddress(connectors: readonly Connector[], address: AppAddress): readonly Connector[] {
  const fits = connectors.map((connector) => ({
    connector,
    fit: Math.max(...connector.definition.domains.map((domain) => fitOf(domain, address)), 0),
  }));
  const best = Math.max(...fits.map(({ fit }) => fit), 0);
  return best === 0 ? [] : fits.filter(({ fit }) => fit === best).map(({ connector }) => connector);
}

/** Higher is better, 0 does not fit at all. */
function fitOf(entry: string, { host, path }: AppAddress): number {
  const [domain = '', segment = ''] = entry.toLowerCase().split('/');
  if (host !== domain && !host.endsWith(`.${domain}`)) return 0;
  // Half a point: it is the better answer to an address without a path.
  if (segment === '') return domain.length + 0.5;
  // A host has less than 256 characters.
  if (segment === path) return 1_000 + domain.length;
  return path === '' ? domain.length : 0;
}

/**
 * The added apps that an address may mean: the one of its path; else the one for the whole domain; without a path every one.
 * Empty for a path beside other paths: that is another app of the same house.
 */
export function addedAt(rows: readonly AppRow[], path: string): readonly AppRow[] {
  const same = rows.filter((row) => row.path === path);
  if (same.length > 0) return same;
  return path === '' ? rows : rows.filter((row) => row.path === '');
}
