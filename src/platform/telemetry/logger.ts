import pino from 'pino';
import type { Logger, Redactor } from '../../kernel/ports/telemetry.ts';
import { createRedactor } from './redactor.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** The redactor that the signer registers with; without it only secrets that names give away are hidden. */
  readonly redactor?: Redactor;
  /** Takes one line at a time; standard error when absent. */
  readonly destination?: { write(line: string): void };
}

/** A logger of JSON lines whose every record has passed the redactor. */
export function createLogger(options: LoggerOptions): Logger {
  const redactor = options.redactor ?? createRedactor();
  const settings = {
    level: options.level,
    base: null,
    // The redactor has made plain records of errors; pino's own serialiser would mangle them.
    serializers: { err: (error: unknown) => error },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  // Synchronous: the last line before a crash is the one that is needed.
  const sink = pino(settings, options.destination ?? pino.destination({ dest: 2, sync: true }));
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: object, message: string) => {
    if (!sink.isLevelEnabled(level)) return;
    // An Error given as the fields themselves has no enumerable members, so it gets a name.
    const record = fields instanceof Error ? { err: fields } : fields;
    sink[level](redactor.redact(record), redactor.redactText(message));
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
