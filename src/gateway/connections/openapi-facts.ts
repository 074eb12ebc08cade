import { PorinError } from '../../kernel/errors.ts';

/** What an OpenAPI document says about talking to its API, in the words of an answer to `provide-input`. */
export interface OpenapiFacts {
  /** Absolute, without a trailing slash, best first. */
  readonly baseUrls: readonly string[];
  /** The ways to authenticate that this gateway can, by the document's name. */
  readonly schemes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The document's names of ways that it cannot. */
  readonly unsupported: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

/** Reads version 3 and 2 documents. `source` is where it came from: servers may be relative to it. Errors: `bad_request`. */
export function readOpenapi(document: unknown, source: URL | undefined): OpenapiFacts {
  const root = members(document);
  const isOld = typeof root['swagger'] === 'string';
  if (!isOld && typeof root['openapi'] !== 'string') {
    throw new PorinError(
      'bad_request',
      'input.openapi: this is no OpenAPI document: it has neither openapi nor swagger',
      {
        hint: 'Give the document itself, as JSON, or give baseUrl and auth',
      },
    );
  }
  const defined = members(isOld ? root['securityDefinitions'] : members(root['components'])['securitySchemes']);
  const wanted = requiredNames(root['security']) ?? Object.keys(defined);
  const mapped = wanted.map((name) => [name, schemeFields(members(defined[name]))] as const);
  return {
    baseUrls: [...new Set(isOld ? oldServers(root, source) : servers(root['servers'], source))],
    schemes: Object.fromEntries(mapped.flatMap(([name, fields]) => (fields ? [[name, fields]] : []))),
    unsupported: mapped.flatMap(([name, fields]) => (fields ? [] : [name])),
  };
}

/** The schemes that the document asks for everywhere; undefined when it does not say. */
function requiredNames(security: unknown): string[] | undefined {
  if (!Array.isArray(security)) return undefined;
  return [...new Set(security.flatMap((requirement) => Object.keys(members(requirement))))];
}

function servers(given: unknown, source: URL | undefined): string[] {
  const list = Array.isArray(given) && given.length > 0 ? given : [{ url: '/' }];
  return list.flatMap((server) => {
    const { url, variables } = members(server);
    if (typeof url !== 'string') return [];
    const filled = url.replace(/\{([^}]+)\}/g, (braces, name: string) => {
      const value = members(members(variables)[name])['default'];
      return typeof value === 'string' ? value : braces;
    });
    return absolute(filled, source);
  });
}

function oldServers(root: Members, source: URL | undefined): string[] {
  const host = typeof root['host'] === 'string' ? root['host'] : source?.host;
  const path = typeof root['basePath'] === 'string' ? root['basePath'] : '';
  const given = Array.isArray(root['schemes']) ? root['schemes'] : [source?.protocol.replace(':', '') ?? 'https'];
  // The same address in the clear is no other choice.
  const schemes = given.includes('https') ? ['https'] : given;
  return host === undefined ? [] : schemes.flatMap((scheme) => absolute(`${scheme}://${host}${path}`, source));
}

function absolute(url: string, source: URL | undefined): string[] {
  if (!URL.canParse(url, source?.href)) return [];
  const { protocol, origin, pathname } = new URL(url, source?.href);
  // Braces that nothing fills would be sent as they are.
  if (!/^https?:$/.test(protocol) || /[{}]|%7B/i.test(pathname + origin)) return [];
  return [`${origin}${pathname}`.replace(/\/+$/, '')];
}

function schemeFields(scheme: Members): Members | undefined {
  const { type, name } = scheme;
  const kind = `${String(type)} ${String(scheme['scheme'] ?? scheme['in'] ?? '')}`.trim().toLowerCase();
  switch (kind) {
    case 'http bearer':
      return { auth: 'bearer' };
    case 'http basic':
    case 'basic':
      return { auth: 'basic' };
    case 'apikey header':
      return typeof name === 'string' ? { auth: 'api_key_header', headerName: name } : undefined;
    case 'apikey query':
      return typeof name === 'string' ? { auth: 'api_key_query', paramName: name } : undefined;
    case 'oauth2':
      return oauthFields(scheme);
    default:
      return undefined;
  }
}

function oauthFields(scheme: Members): Members | undefined {
  const flow = scheme['flow'] === 'accessCode' ? scheme : members(members(scheme['flows'])['authorizationCode']);
  const { authorizationUrl, tokenUrl, scopes } = flow;
  if (typeof authorizationUrl !== 'string' || typeof tokenUrl !== 'string') return undefined;
  return { auth: 'oauth2', authorizeUrl: authorizationUrl, tokenUrl, scopes: Object.keys(members(scopes)) };
}

function members(value: unknown): Members {
  // Every member is looked at before it is used.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}
