import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationDefinition } from '../../kernel/operation.ts';
import type { ApprovalPages } from '../../kernel/ports/approvals.ts';
import type { ConnectPort } from '../../kernel/ports/connect.ts';
import type { ConnectFlowsPort } from '../../kernel/ports/connect-flows.ts';
import type { GatewayPorts } from '../../kernel/ports/gateway.ts';
import type { Authenticate, RawProxy } from '../../kernel/ports/http.ts';
import type { Limits } from '../../kernel/ports/limits.ts';
import type { OAuthPort } from '../../kernel/ports/oauth.ts';
import type { PeoplePort } from '../../kernel/ports/people.ts';
import type { Signatures } from '../../kernel/ports/signatures.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { Logger, Metrics } from '../../kernel/ports/telemetry.ts';
import type { Provider } from '../mcp/provider.ts';
import type { Clients } from './clients.ts';
import type { Patience } from './patience.ts';
import type { Reply } from './reply.ts';

/** What the HTTP face is made of. */
export interface FaceParts {
  readonly operations: Readonly<Record<string, OperationDefinition>>;
  readonly gateway: GatewayPorts;
  readonly authenticate: Authenticate;
  readonly proxy: RawProxy;
  readonly connect: ConnectPort;
  readonly flows: ConnectFlowsPort;
  readonly oauth: OAuthPort;
  readonly people: PeoplePort;
  readonly approvalPages: ApprovalPages;
  readonly signatures: Signatures;
  readonly onChange: Storage['onChange'];
  /** Who asks. */
  readonly clients: Clients;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
  readonly patience: Patience;
  readonly version: string;
  /** What the endpoint of MCP offers beside the gateway's own. */
  readonly provider?: Provider | undefined;
}

/** The node objects behind a request; the server gives them to every route. */
export interface NodeBindings {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

export interface FaceEnv {
  Bindings: NodeBindings;
  Variables: { requestId: string; reply: Reply };
}
