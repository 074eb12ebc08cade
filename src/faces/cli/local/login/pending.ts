import { homedir } from 'node:os';
import { join } from 'node:path';
import { recordOf } from '../../flags.ts';
import type { CliIo } from '../../io.ts';
import { readPrivate, removePrivate, writePrivate } from '../../private-file.ts';

/** A login that waits for its approval. Only who holds the verifier can use its code. */
export interface PendingLogin {
  /** Address of the gateway. */
  readonly server: string;
  readonly clientId: string;
  readonly verifier: string;
  readonly state: string;
  readonly redirectUri: string;
  /** The check code that the page shows, too. */
  readonly userCode: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Where it is kept between `login` and `login complete`. */
export function pendingFile(env: CliIo['env']): string {
  const state = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
  return join(state, 'porin', 'pending-login.json');
}

export function savePending(env: CliIo['env'], pending: PendingLogin): void {
  writePrivate(pendingFile(env), `${JSON.stringify(pending)}\n`);
}

/** The login that waits; undefined when none does. */
export function readPending(env: CliIo['env']): PendingLogin | undefined {
  const content = readPrivate(pendingFile(env));
  return content && parse(content.text);
}

export function removePending(env: CliIo['env']): void {
  removePrivate(pendingFile(env));
}

function parse(text: string): PendingLogin | undefined {
  try {
    const members = recordOf(JSON.parse(text));
    const texts = ['server', 'clientId', 'verifier', 'state', 'redirectUri', 'userCode'];
    const isWhole =
      texts.every((name) => typeof members[name] === 'string') && typeof members['expiresAt'] === 'number';
    // Every member has been looked at.
    return isWhole ? (members as unknown as PendingLogin) : undefined;
  } catch {
    // Cut off or foreign: as good as none.
    return undefined;
  }
}
