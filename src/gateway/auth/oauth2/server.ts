import type { OAuth2Option } from '../../../kernel/connector.ts';
import { PorinError } from '../../../kernel/errors.ts';
import type { EgressPolicy } from '../../../kernel/ports/egress.ts';
import type { ConnectionRow } from '../../../kernel/ports/storage.ts';
import type { Catalog, Connector } from '../../catalog/catalog.ts';

/** An app's authorization server, as one connection reaches it. */
export interface AppServer {
  readonly appName: string;
  readonly option: OAuth2Option;
  readonly authorizeUrl?: URL;
  readonly tokenUrl: URL;
  readonly deviceUrl?: URL;
  readonly revokeUrl?: URL;
  readonly policy: EgressPolicy;
  /** True when http is refused, whatever the definition says. */
  readonly isHttpsOnly: boolean;
}

/** Where apps are reached, when not at their own address. */
export interface AppAddresses {
  sandboxUrl(app: string): string | undefined;
  override(app: string): string | undefined;
}

export interface ServerParts {
  readonly catalog: Pick<Catalog, 'connector'>;
  readonly addresses: AppAddresses;
}

type Subject = Pick<ConnectionRow, 'app' | 'sandbox' | 'fields'>;

/**
 * The addresses of an option, filled in for a connection. A sandbox answers for all of them; an override of the base URL for those on
 * the same origin as the app's own.
 * Errors: `configuration` when an address is missing or none; `bad_request` when a field's value makes none.
 */
export async function serverOf(parts: ServerParts, row: Subject, option: OAuth2Option): Promise<AppServer> {
  const connector = await parts.catalog.connector(row.app);
  const place = placeOf(parts, row, connector);
  // An app that was added here may lie anywhere; only its operator's word opens private addresses and plain http to it.
  const isPublicOnly = connector.publicOnly === true;
  const at = (name: UrlName, template: string) => secured(name, place(addressOf(name, template, row)), isPublicOnly);
  const urls = {
    tokenUrl: at('tokenUrl', option.tokenUrl),
    ...(option.authorizeUrl === undefined ? {} : { authorizeUrl: at('authorizeUrl', option.authorizeUrl) }),
    ...(option.deviceUrl === undefined ? {} : { deviceUrl: at('deviceUrl', option.deviceUrl) }),
    ...(option.revokeUrl === undefined ? {} : { revokeUrl: at('revokeUrl', option.revokeUrl) }),
  };
  const asked = [urls.tokenUrl, urls.deviceUrl, urls.revokeUrl].filter((url) => url !== undefined);
  return {
    appName: connector.definition.name,
    option,
    ...urls,
    policy: {
      origins: [...new Set(asked.map(({ origin }) => origin))],
      allowPrivate: row.sandbox,
      ...(isPublicOnly ? { publicOnly: true } : {}),
    },
    isHttpsOnly: isPublicOnly,
  };
}

type UrlName = 'tokenUrl' | 'authorizeUrl' | 'deviceUrl' | 'revokeUrl';

/** Values are percent-encoded, so that none can lead to another host: a URL's host holds no such signs. */
function addressOf(name: UrlName, template: string, { fields }: Subject): URL {
  const written = template.replace(/\{(\w+)\}/g, (_, field: string) =>
    encodeURIComponent(fields[field] || missing(name, field)),
  );
  if (URL.canParse(written)) {
    const url = new URL(written);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  }
  const isFilled = written !== template;
  throw new PorinError(
    isFilled ? 'bad_request' : 'configuration',
    `${name}: '${written.slice(0, 200)}' is not an address`,
    {
      hint: isFilled ? 'Correct what was entered' : "Correct the app's definition",
    },
  );
}

function missing(name: UrlName, field: string): never {
  throw new PorinError('bad_request', `${field}: required, ${name} of the app is made of it`);
}

function secured(name: UrlName, url: URL, isHttpsOnly: boolean): URL {
  if (!isHttpsOnly || url.protocol === 'https:') return url;
  throw new PorinError('configuration', `${name}: '${url.origin}' is not https, which a sign-in needs`, {
    hint: "Correct the app's definition",
  });
}

function placeOf({ addresses }: ServerParts, { app, sandbox }: Subject, { definition }: Connector): (url: URL) => URL {
  const instead = sandbox ? addresses.sandboxUrl(app) : addresses.override(app);
  if (instead === undefined) {
    if (!sandbox) return (url) => url;
    throw new PorinError('configuration', `The sandbox of ${definition.name} is not running`, {
      hint: 'Start the gateway without --no-sandbox',
    });
  }
  const own = URL.canParse(definition.baseUrl) ? new URL(definition.baseUrl).origin : undefined;
  return (url) => (sandbox || url.origin === own ? new URL(url.pathname + url.search, instead) : url);
}
