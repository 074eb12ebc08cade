/** One request that the app served. */
export interface LoggedRequest {
  readonly id: number;
  /** ISO 8601, the sandbox's time. */
  readonly at: string;
  readonly method: string;
  /** With its query; keys in it are masked. */
  readonly path: string;
  /** 0 when no answer was given. */
  readonly status: number;
  readonly durationMs: number;
  /** Keys and cookies are masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** The fault rule that was applied. */
  readonly fault?: string;
}

/** A request as it came; what is secret in it is masked when the log is read. */
interface ServedRequest {
  /** Epoch milliseconds, the sandbox's time. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly status: number;
  readonly durationMs: number;
  readonly fault: string | undefined;
}

export interface RequestLog {
  add(request: ServedRequest): void;
  /** Newest first. */
  list(options?: { readonly limit?: number }): LoggedRequest[];
  clear(): void;
}

const secretName = /auth|key|token|secret|pass|cookie|signature|visitor/i;

/** Keeps the last `capacity` requests in memory. */
export function createRequestLog(capacity = 1000): RequestLog {
  const entries: { readonly id: number; readonly request: ServedRequest }[] = [];
  let count = 0;
  return {
    add: (request) => {
      entries[count % capacity] = { id: count + 1, request };
      count += 1;
    },
    list: ({ limit = capacity } = {}) =>
      [...entries]
        .sort((a, b) => b.id - a.id)
        .slice(0, limit)
        .map(({ id, request }) => ({ id, ...shown(request) })),
    clear: () => {
      entries.length = 0;
      count = 0;
    },
  };
}

function shown({ at, method, url, headers, status, durationMs, fault }: ServedRequest): Omit<LoggedRequest, 'id'> {
  return {
    at: new Date(at).toISOString(),
    method,
    path: maskPath(new URL(url)),
    status,
    durationMs: Math.round(durationMs * 10) / 10,
    headers: maskHeaders(headers),
    ...(fault === undefined ? {} : { fault }),
  };
}

/** Headers as they may be shown: values of secret-named ones keep four characters. */
function maskHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].map(([name, value]) => [name, secretName.test(name) ? mask(value) : value]));
}

/** Path and query as they may be shown. */
function maskPath(url: URL): string {
  if (url.search === '') return url.pathname;
  const pairs = [...url.searchParams].map(([name, value]) => `${name}=${secretName.test(name) ? mask(value) : value}`);
  return `${url.pathname}?${pairs.join('&')}`;
}

function mask(value: string): string {
  return value.length > 8 ? `${value.slice(0, 4)}…` : '…';
}
