import { request as httpRequest, type IncomingMessage } from 'node:http';
import { isPorinError, type PorinError } from '../../kernel/errors.ts';
import type { Egress, ProxyRequest, ProxyResult } from '../../kernel/ports/egress.ts';
import { requestTo, type testServers } from './servers.fixture.ts';

type Changes = Parameters<typeof requestTo>[1] & Pick<ProxyRequest, 'insteadOf401' | 'conceal'>;

/** Gateways that pass everything to one upstream, as the proxy route does. */
export function passingGateways(servers: ReturnType<typeof testServers>) {
  return async (upstream: string, changes: Changes = {}, egress: Egress = servers.egress()) => {
    const outcomes: (ProxyResult | PorinError)[] = [];
    const url = await servers.http((incoming, response) => {
      const hasBody =
        incoming.headers['transfer-encoding'] !== undefined || Number(incoming.headers['content-length'] ?? 0) > 0;
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      );
      const request: ProxyRequest = requestTo(`${upstream}${incoming.url}`, {
        method: incoming.method ?? 'GET',
        headers: { ...headers, 'x-key': 'k' },
        ...(hasBody ? { body: incoming } : {}),
        ...changes,
      });
      egress.proxy(request, response).then(
        (result) => outcomes.push(result),
        (error) => {
          if (!isPorinError(error)) throw error;
          outcomes.push(error);
          if (!response.headersSent) response.writeHead(error.kind.status).end(error.code);
        },
      );
    });
    return { url, outcomes };
  };
}

/** The answer to a request, whole. */
export function call(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: Buffer } = {},
): Promise<{ message: IncomingMessage; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method: options.method ?? 'GET', headers: options.headers ?? {} }, (message) => {
      const chunks: Buffer[] = [];
      message.on('data', (chunk) => chunks.push(chunk));
      message.on('error', reject);
      message.on('end', () => resolve({ message, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(options.body);
  });
}
