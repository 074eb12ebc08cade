import type { Storage } from '../../kernel/ports/storage.ts';
import type { Logger, Redactor } from '../../kernel/ports/telemetry.ts';
import { type ApiLogWriter, createApiLogWriter } from './api-log-writer.ts';
import { createLogSettings, type LogSettings } from './log-settings.ts';

export interface CallLog {
  readonly logSettings: LogSettings;
  readonly apiLogs: ApiLogWriter;
  /** Writes what is waiting. */
  stop(): Promise<void>;
}

/** What is kept of calls to apps, and what of it the workspace wants. */
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
  return {
    logSettings,
    apiLogs,
    stop() {
      logSettings.stop();
      return apiLogs.stop();
    },
  };
}
