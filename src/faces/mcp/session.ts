import type { GatewayPorts } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Signatures } from '../../kernel/ports/signatures.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import type { Provider } from './provider.ts';
import type { Surface } from './surface.ts';
import type { ToolCatalog } from './tools/catalog.ts';

/** What the MCP face is made of. */
export interface McpParts {
  readonly gateway: GatewayPorts;
  /** Where people and programs reach the gateway, without a trailing slash. */
  readonly publicUrl: () => string;
  /** For what goes to a client and comes back: cursors, and the state of calls that wait for an answer. */
  readonly signatures: Signatures;
  /** Tells what changed, here or on another node, so that caches drop it. */
  readonly onChange: Storage['onChange'];
  readonly logger: Logger;
  readonly version: string;
  readonly provider?: Provider | undefined;
}

/** Who asks, at which address: what every answer depends on, and nothing else does. */
export interface Session extends McpParts {
  readonly caller: Caller;
  readonly surface: Surface;
  /** `modern` from the revision 2026-07-28 on. */
  readonly era: 'modern' | 'legacy';
  readonly requestId: string;
  readonly tools: ToolCatalog;
}
