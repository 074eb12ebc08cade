import { hostname } from 'node:os';
import { isPorinError } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import type { Change } from './config-file.ts';
import type { McpHost } from './host.ts';

const pageSize = 100;

/** By which the token of an entry is found again: what it is for, and where it was written. */
export function tokenNameOf({ title }: McpHost, name: string, path: string): string {
  return `MCP: ${title}, ${name} in ${hostname()}:${path}`.slice(0, 200);
}

/** True when what was taken out of the file held a token. */
export function hadToken({ before = '', after }: Change): boolean {
  return /\bBearer \S/.test(before) && occurrences(before) > occurrences(after);
}

function occurrences(text: string): number {
  return text.match(/\bBearer \S/g)?.length ?? 0;
}

/** Ends the tokens that were written into this entry before, but for the newest one when there is a new one. That it cannot is said, with what to do. */
export async function revokeTokens(context: CliContext, name: string, isRenewed: boolean): Promise<void> {
  const { out } = context;
  try {
    const client = context.client();
    const old = (await liveTokens(client, name)).slice(isRenewed ? 1 : 0);
    for (const id of old) await client.call('tokens.revoke', { id });
    if (old.length > 0) out.note(`revoked what was written there before: ${old.join(', ')}`);
    else out.note('the token that stood there is still good: porin token list, porin token revoke TOKEN_ID');
  } catch (error) {
    if (!isPorinError(error)) throw error;
    out.warn(`${error.message}, so the token that stood there is still good`);
    out.note('porin token list shows it, porin token revoke TOKEN_ID ends it');
  }
}

/** Newest first. */
async function liveTokens(client: ReturnType<CliContext['client']>, name: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('tokens.list', { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    for (const token of page.items) if (token.name === name && token.revokedAt === undefined) ids.push(token.id);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ids;
}
