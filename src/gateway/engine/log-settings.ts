import type { Storage } from '../../kernel/ports/storage.ts';
import type { WorkspaceSettings } from '../../kernel/ports/storage-identity.ts';

/** What the workspace wants to be kept of its runs and raw requests. */
export interface LogChoices {
  /** Calls of runs go into the log of calls to apps. */
  readonly logsCalls: boolean;
  /** Raw requests do too. */
  readonly logsRaw: boolean;
  /** The record of a run has what came in and out, not only that it was. */
  readonly keepsContents: boolean;
}

export interface LogSettings {
  /** From memory; a promise until the database has been asked once, and after each change. */
  current(): LogChoices | Promise<LogChoices>;
  stop(): void;
}

/** Keeps the settings until a change of the workspace drops them: a warm run asks no database. */
export function createLogSettings({ workspaces, onChange }: Pick<Storage, 'workspaces' | 'onChange'>): LogSettings {
  let known: LogChoices | undefined;
  let changes = 0;
  const stop = onChange(({ kind }) => {
    if (kind !== 'workspace') return;
    changes += 1;
    known = undefined;
  });
  async function read(): Promise<LogChoices> {
    const seen = changes;
    const choices = choicesOf((await workspaces.get()).settings);
    if (seen === changes) known = choices;
    return choices;
  }
  return { current: () => known ?? read(), stop };
}

function choicesOf({ enableApiLogs, enableActionRunLogs = true }: WorkspaceSettings): LogChoices {
  return { logsCalls: enableApiLogs !== false, logsRaw: enableApiLogs === true, keepsContents: enableActionRunLogs };
}
