import { Pool } from 'undici';
import type { MeasuredGateway } from './gateway.ts';

/** One of the many who use the gateway at once: it knows what only it may see. */
export interface SoakTenant {
  readonly name: string;
  readonly id: string;
  readonly key: string;
  readonly connectionId: string;
  /** Errors: when the answer is not 2xx. */
  call(method: 'GET' | 'POST', path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<any>;
}

/** The pool that all tenants share, as clients behind one proxy do. */
export function soakPool(gateway: MeasuredGateway): Pool {
  return new Pool(new URL(gateway.url).origin, { connections: 128, pipelining: 1 });
}

/** A tenant with a connection of its own and a saved action on it. */
export async function makeTenant(gateway: MeasuredGateway, pool: Pool, index: number): Promise<SoakTenant> {
  const name = `soak-${index}`;
  const { token } = await gateway.call('POST', '/tokens', { tenant: name });
  const base = new URL(gateway.url).pathname.replace(/\/$/, '');
  const call: SoakTenant['call'] = async (method, path, body, headers = {}) => {
    const answer = await pool.request({
      method,
      path: `${base}${path}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode > 299) throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };
  const key = `us${String(index).padStart(40, '0')}`;
  const connection = await call('POST', '/connections/ensure', { appUrl: 'clickmeeting.com', input: { apiKey: key } });
  await call('POST', '/actions', {
    key: 'echo',
    name: 'Echo',
    type: 'api-request-to-external-app',
    connectionId: connection.id,
    config: {
      request: {
        method: 'POST',
        path: '/effects/{marker}',
        pathParameters: { marker: { $var: '$.input.marker' } },
        data: { of: { $concat: ['for ', { $var: '$.connection.id' }] } },
      },
    },
    inputSchema: { type: 'object', properties: { marker: { type: 'string' } }, required: ['marker'] },
  });
  return { name, id: connection.tenantId, key, connectionId: connection.id, call };
}
