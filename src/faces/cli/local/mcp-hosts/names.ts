import type { CommandInput } from '../../../../kernel/command.ts';
import { isPorinError } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';

/** Asks a gateway that runs whether it has this app and account. Errors: `not_found` with the nearest. Without one the entry is written unchecked, and that is said. */
export async function checkNames(context: CliContext, { app, connection }: CommandInput['flags']): Promise<void> {
  const names = [typeof app === 'string' ? '--app' : [], typeof connection === 'string' ? '--connection' : []].flat();
  if (names.length === 0) return;
  try {
    const client = context.client();
    if (typeof app === 'string') await client.call('apps.get', { id: app });
    if (typeof connection === 'string') await client.call('connections.get', { id: connection });
  } catch (error) {
    if (!isPorinError(error) || error.code === 'not_found' || error.code === 'ambiguous_connection') throw error;
    context.out.warn(`${names.join(' and ')} could not be checked: ${error.message}`);
  }
}
