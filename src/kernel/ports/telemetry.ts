/** One event per line, with ids, never bodies or secrets. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Counter {
  inc(labels?: Readonly<Record<string, string>>, value?: number): void;
}

export interface Histogram {
  /** Seconds. */
  observe(value: number, labels?: Readonly<Record<string, string>>): void;
}

export interface Metrics {
  counter(name: string, help: string): Counter;
  histogram(name: string, help: string): Histogram;
  /** `read` is called at every scrape. */
  gauge(name: string, help: string, read: () => number): void;
  /** Prometheus text format 0.0.4. */
  render(): string;
}

/** Replaces secrets in anything that is stored, logged or shown. */
export interface Redactor {
  /** Registers secret values while a call holds them; returns how to forget them. */
  register(values: Iterable<string>): () => void;
  /** A copy in which secret-named members and registered values (plain, base64, URL-encoded) are `[redacted]`. */
  redact<T>(value: T): T;
  redactText(text: string): string;
  /**
   * The same for a value that is plain JSON, whose text is at hand, and these secrets alone: a record of one connection can only hold
   * that connection's. Costs little when the text holds none of them.
   */
  redactJson<T>(value: T, text: string, secrets: readonly string[]): T;
}
