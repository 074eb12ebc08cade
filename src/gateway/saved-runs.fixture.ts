import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RunRequest } from '../kernel/ports/gateway.ts';
import type { Storage } from '../kernel/ports/storage.ts';
import type { SavedActionRow } from '../kernel/ports/storage-actions.ts';
import { type TinyOptions, tinyGateway } from './gateway.fixture.ts';

interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A gateway whose app shows what it was asked, and a way to save actions. */
export async function gatewayWith(
  options: Partial<TinyOptions> & { readonly answer?: (response: ServerResponse) => void } = {},
) {
  const asked: Seen[] = [];
  let storage: Storage | undefined;
  const { answer = (response) => void response.end('{"ok":true}'), ...rest } = options;
  const made = await tinyGateway({
    app: async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      asked.push({
        line: `${request.method} ${request.url}`,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.setHeader('content-type', 'application/json');
      answer(response);
    },
    storage: (opened) => {
      storage = opened;
      return rest.storage ? rest.storage(opened) : opened;
    },
    ...rest,
  });
  const { caller } = made;
  let count = 0;
  async function save(action: Partial<SavedActionRow>): Promise<string> {
    count += 1;
    const row: SavedActionRow = {
      id: `act_${count}`,
      workspaceId: caller.workspaceId,
      tenantId: action.connectionId ? caller.tenantId : null,
      layer: action.connectionId ? 'connection' : action.integrationId ? 'integration' : 'universal',
      integrationId: null,
      connectionId: null,
      app: null,
      key: 'saved',
      instanceKey: null,
      name: 'Saved',
      description: '',
      type: 'api-request-to-external-app',
      config: { request: { path: '/saved' } },
      inputSchema: null,
      outputMapping: null,
      customOutputSchema: null,
      effect: null,
      meta: null,
      parentId: null,
      isCustomized: false,
      isDeactivated: false,
      revision: 1,
      createdAt: count,
      updatedAt: count,
      archivedAt: null,
      ...action,
    };
    await storage?.actions.insert(row);
    return row.id;
  }
  const act = (request: RunRequest) =>
    made.gateway.ports.runs.run(caller, request, { requestId: 'req_test', signal: new AbortController().signal });
  const details = async (runId = '') => made.gateway.ports.runs.get(caller, runId, { details: true });
  return { ...made, asked, save, act, details };
}
