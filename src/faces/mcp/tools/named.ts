import { isPorinError } from '../../../kernel/errors.ts';
import type { ActionView } from '../../../kernel/ports/gateway.ts';
import type { Session } from '../session.ts';

/** The action that is named by id, by key, or as a tool of its own. Errors: `not_found` with the nearest; `bad_request` when several have the key. */
export async function actionNamed(
  session: Session,
  selector: string,
  connection: string | undefined,
): Promise<ActionView> {
  const { gateway, caller, surface } = session;
  const known = await session.tools.actionOf(session, selector);
  if (known) return known;
  const on = connection ?? surface.connection;
  try {
    return await gateway.actions.get(caller, selector, { app: surface.app, connectionId: on });
  } catch (error) {
    // An id says by itself which app it is of, whatever the address is about.
    if (surface.app === undefined || !isPorinError(error) || error.code !== 'not_found') throw error;
    return gateway.actions.get(caller, selector, { connectionId: on });
  }
}
