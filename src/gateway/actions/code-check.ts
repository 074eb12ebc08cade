import { PorinError } from '../../kernel/errors.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Isolate } from '../../kernel/ports/isolate.ts';
import type { Content } from './edit.ts';

/** Refuses code that cannot be read; nothing of it is run. Errors: `bad_request` with line and column. */
export async function checkCode(
  isolate: Pick<Isolate, 'syntaxError'>,
  { tenantId }: Caller,
  content: Pick<Content, 'type' | 'config'> | undefined,
): Promise<void> {
  const code = content?.type === 'run-javascript' ? content.config['code'] : undefined;
  if (typeof code !== 'string') return;
  const found = await isolate.syntaxError(code, tenantId);
  if (!found) return;
  throw new PorinError('bad_request', `config.code: ${found.message}${found.at === '' ? '' : ` (${found.at})`}`, {
    hint: 'docs/code.md shows how code may be written',
  });
}
