import { PorinError } from '../../../../kernel/errors.ts';
import { nearestName } from '../../../../kernel/nearest-name.ts';
import { claude } from './claude.ts';
import { claudeDesktop } from './claude-desktop.ts';
import { codex } from './codex.ts';
import { cursor } from './cursor.ts';
import { gemini } from './gemini.ts';
import type { McpHost } from './host.ts';
import { vscode } from './vscode.ts';
import { windsurf } from './windsurf.ts';
import { zed } from './zed.ts';

export const hosts: readonly McpHost[] = [claude, claudeDesktop, codex, cursor, gemini, vscode, windsurf, zed];

/** Hosts that keep their servers in an account, not on this machine. */
const remote = ['chatgpt', 'claude.ai', 'claude-ai'];

/** A host by its name. Errors: `bad_request` with the nearest one. */
export function hostNamed(name: string): McpHost {
  const wanted = name.toLowerCase();
  const found = hosts.find(({ id, aliases = [] }) => id === wanted || aliases.includes(wanted));
  if (found) return found;
  if (remote.includes(wanted)) {
    throw new PorinError('bad_request', `${name} keeps its servers in your account, not in a file of this machine`, {
      hint: 'Add the public address of your gateway, ending in /mcp, in its settings under connectors',
    });
  }
  const nearest = nearestName(
    wanted.slice(0, 40),
    hosts.map(({ id }) => id),
  );
  throw new PorinError(
    'bad_request',
    `No host ${name.slice(0, 40)} is known${nearest === undefined ? '' : `, did you mean ${nearest}?`}`,
    {
      hint: `Known are ${hosts.map(({ id }) => id).join(', ')}`,
    },
  );
}
