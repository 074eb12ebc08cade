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

export interface RequestLog {
  add(request: Omit<LoggedRequest, 'id'>): void;
  /** Newest first. */
  list(options?: { readonly limit?: number }): LoggedRequest[];
  clear(): void;
}

const secretName = /auth|key|token|secret|pass|cookie|signature/i;

/** Keeps the last `capacity` requests in memory. */
export function createRequestLog(capacity = 1000): RequestLog {
  const entries: LoggedRequest[] = [];
  let count = 0;
  return {
    add: (request) => {
      entries[count % capacity] = { id: count + 1, ...request };
      count += 1;
    },
    list: ({ limit = capacity } = {}) => [...entries].sort((a, b) => b.id - a.id).slice(0, limit),
    clear: () => {
      entries.length = 0;
      count = 0;
    },
  };
}

/** Headers as they may be kept: values of secret-named ones keep four characters. */
export function maskHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].map(([name, value]) => [name, secretName.test(name) ? mask(value) : value]));
}

/** Path and query as they may be kept. */
export function maskPath(url: URL): string {
  if (url.search === '') return url.pathname;
  const pairs = [...url.searchParams].map(([name, value]) => `${name}=${secretName.test(name) ? mask(value) : value}`);
  return `${url.pathname}?${pairs.join('&')}`;
}

function mask(value: string): string {
  return value.length > 8 ? `${value.slice(0, 4)}…` : '…';
}
