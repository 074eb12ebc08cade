import type { AuthOption } from '../../kernel/connector.ts';
import type { AddedBy } from '../../kernel/ports/connect.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import type { AppAddresses } from '../auth/oauth2/server.ts';
import { domainOf } from '../catalog/app-address.ts';
import type { Connector } from '../catalog/connector.ts';

export interface DestinationParts {
  readonly addresses: Pick<AppAddresses, 'override'>;
}

/** The host that an app's requests go to, as it stands before everything is entered: `*` for what is missing. */
export function baseHost(
  { addresses }: DestinationParts,
  row: Pick<ConnectionRow, 'fields'>,
  { app, definition }: Pick<Connector, 'app' | 'definition'>,
): string {
  return hostIn(addresses.override(app) ?? definition.baseUrl, row.fields);
}

/** All hosts that credentials of an option reach, the app's own first. */
export function destinationsOf(
  parts: DestinationParts,
  row: Pick<ConnectionRow, 'fields' | 'sandbox'>,
  connector: Pick<Connector, 'app' | 'definition'>,
  option: AuthOption,
): readonly string[] {
  if (row.sandbox) return [];
  const own = hostIn(connector.definition.baseUrl, row.fields);
  const base = baseHost(parts, row, connector);
  const { authorizeUrl, tokenUrl, deviceUrl } = option.type === 'oauth2' ? option : noAddresses;
  const others = [authorizeUrl, deviceUrl, tokenUrl]
    .filter((address) => address !== undefined)
    .map((address) => hostIn(address, row.fields))
    // An override of the base URL moves what lies beside it.
    .map((host) => (host === own ? base : host));
  return [...new Set([base, ...others])];
}

const noAddresses: { readonly authorizeUrl?: string; readonly tokenUrl?: string; readonly deviceUrl?: string } = {};

/** Whose word it is that credentials of an added app go to these hosts, and which of them are not the app's own. */
export function addedBy({ tenantId, host }: AppRow, hosts: readonly string[]): AddedBy {
  const strangers = hosts.filter((one) => host === '' || domainOf(one) !== domainOf(host));
  return { who: tenantId === null ? 'workspace' : 'tenant', domain: host, strangers };
}

function hostIn(template: string, fields: ConnectionRow['fields']): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => fields[name] ?? '*');
  // Through the parser, so that letters that look like others show as what they are.
  return URL.canParse(filled) ? new URL(filled).host : (/^https?:\/\/([^/?#]+)/i.exec(filled)?.[1] ?? filled);
}
