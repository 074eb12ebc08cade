import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes } from '../../../kernel/errors.ts';
import { localPath } from '../../../kernel/local-path.ts';
import type { CliContext } from '../context.ts';
import { recordOf } from '../flags.ts';
import { openBrowser } from './open-browser.ts';

/** Opens the gateway in a browser, signed in as its owner; prints the link where no browser can be opened. */
export async function open(context: CliContext, { arguments: given }: CommandInput): Promise<number> {
  const { io, out } = context;
  const path = typeof given['path'] === 'string' ? given['path'] : '/';
  const next = localPath(path.startsWith('/') ? path : `/${path}`);
  const { url } = recordOf(await context.client().call('people.owner-link', { next }));
  if (out.isJson) {
    out.json({ url });
    return exitCodes.ok;
  }
  if (await openBrowser(io, String(url))) out.note('opened in the browser');
  else {
    out.raw(`${String(url)}\n`);
    out.note('open it in a browser: it signs you in as the owner, once, within an hour');
  }
  return exitCodes.ok;
}
