import type { Storage } from '../../kernel/ports/storage.ts';
import type { Logger, Redactor } from '../../kernel/ports/telemetry.ts';
import { type ApiLogWriter, createApiLogWriter } from './api-log-writer.ts';
import { type Completions, createCompletions } from './completions.ts';
import { createLogSettings, type LogSettings } from './log-settings.ts';

export interface CallLog {
  readonly logSettings: LogSettings;
  readonly apiLogs: ApiLogWriter;
  readonly completions: Completions;
  /** Writes what is waiting. */
  stop(): Promise<void>;
}

/** What is kept of runs and of calls to apps, what of it the workspace wants, and what is written behind the callers. */
export function createCallLog({
  storage,
  redactor,
  logger,
}: {
  readonly storage: Storage;
  readonly redactor: Redactor;
  readonly logger: Logger;
}): CallLog {
  const logSettings = createLogSettings(storage);
  const apiLogs = createApiLogWriter({ append: (rows) => storage.apiLogs.append(rows), redactor, logger });
  const completions = createCompletions({ storage, logger });
  return {
    logSettings,
    apiLogs,
    completions,
    async stop() {
      logSettings.stop();
      await Promise.all([apiLogs.stop(), completions.stop()]);
    },
  };
}
