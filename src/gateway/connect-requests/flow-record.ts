import { z } from 'zod';
import type { ErrorBody } from '../../kernel/errors.ts';
import type { ConnectAsk, ConnectFlow } from '../../kernel/ports/connect-flows.ts';
import type { ConnectRequestRow } from '../../kernel/ports/storage-connect.ts';

const text = z.string().optional().catch(undefined);

/** What a request's payload says to the pages, by the contract's names; whatever else it holds is its maker's. */
const payload = z.object({
  connectionId: text,
  connectionKey: text,
  integrationId: text,
  integrationKey: text,
  connectorId: text,
  connectorKey: text,
  name: text,
  intent: text,
  prompt: text,
  requestedBy: text,
  allowMultipleConnections: z.boolean().optional().catch(undefined),
  redirectUri: text,
  customState: text,
  connectionRequestId: text,
  origin: text,
  isFramed: z.boolean().optional().catch(undefined),
  theme: z.enum(['light', 'dark']).optional().catch(undefined),
});

/** What was asked, as it is stored. */
export function payloadOf({
  requestId: _,
  connection,
  integration,
  connector,
  ...rest
}: ConnectAsk): Record<string, unknown> {
  return { ...rest, connectionId: connection, integrationId: integration, connectorId: connector };
}

export function askOf(stored: ConnectRequestRow['payload']): ConnectAsk {
  const { name, intent, allowMultipleConnections, ...asked } = payload.parse(stored);
  return {
    connection: asked.connectionId ?? asked.connectionKey,
    integration: asked.integrationId ?? asked.integrationKey,
    connector: asked.connectorId ?? asked.connectorKey,
    name,
    intent,
    allowMultipleConnections,
  };
}

/** The program that made a request, as its login named it. */
export function requesterOf(stored: ConnectRequestRow['payload']): string | undefined {
  return payload.parse(stored).requestedBy;
}

/** A request as its pages know it; undefined while it has no connection. */
export function flowOf({
  id,
  tenantId,
  connectionId,
  status,
  payload: stored,
}: ConnectRequestRow): ConnectFlow | undefined {
  if (connectionId === null) return undefined;
  const { redirectUri, customState, connectionRequestId, prompt, origin, isFramed, theme } = payload.parse(stored);
  return {
    tenantId,
    requestId: id,
    connectionId,
    isPending: status === 'pending',
    isFramed: isFramed ?? false,
    ...(redirectUri === undefined ? {} : { redirectUri }),
    ...(customState === undefined ? {} : { customState }),
    ...(connectionRequestId === undefined ? {} : { connectionRequestId }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(origin === undefined ? {} : { origin }),
    ...(theme === undefined ? {} : { theme }),
  };
}

/** True for an error as it was stored. */
export function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === 'object' && value !== null && 'message' in value && 'type' in value;
}
