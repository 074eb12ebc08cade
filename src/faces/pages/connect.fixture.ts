import type { ConnectOption, ConnectPage, ConnectPort } from '../../kernel/ports/connect.ts';
import type { ConnectFlow } from '../../kernel/ports/connect-flows.ts';
import type { Visitor } from '../../kernel/ports/people.ts';
import { connectPages } from './connect.ts';
import type { ConnectPages } from './connect-parts.ts';

export const publicUrl = 'http://porin.test';
export const key: ConnectOption = {
  key: 'key',
  title: 'API key',
  sentTo: ['api.app.test'],
  isChecked: true,
  fields: {
    apiKey: { title: 'Key', description: 'In the settings', secret: true },
    region: { title: 'Region', description: 'Of the account', secret: false, choices: ['eu', 'us'] },
    account: { title: 'Account', description: 'Its number', secret: false, optional: true },
  },
};
export const device: ConnectOption = {
  key: 'device',
  title: 'A code',
  sentTo: ['api.app.test', 'app.test'],
  isChecked: true,
  fields: {},
  signIn: { by: 'device', host: 'app.test' },
  scopes: [{ name: 'rooms', description: 'See your rooms' }, { name: 'raw' }],
};
export const closed: ConnectOption = {
  ...device,
  key: 'closed',
  title: 'Sign in',
  unavailable: 'The workspace has not set clientId',
};

export const subject: ConnectPage = {
  appName: 'App',
  appDescription: 'Rooms',
  credentialsHelp: 'https://app.test/keys',
  connectionId: 'con_1',
  connectionName: 'Mine',
  tenantId: 'ten_1',
  tenantKey: 'acme',
  requestedBy: 'claude',
  requestedAt: Date.UTC(2026, 10, 21, 9, 30),
  isSandbox: false,
  options: [key],
  isConnected: false,
  credentials: 'checked',
  isBuilding: false,
};
export const framed: ConnectFlow = {
  tenantId: 'ten_1',
  requestId: 'r',
  connectionId: 'con_1',
  isPending: true,
  isFramed: true,
};

/** The pages over a port that does as it is told. */
export function pages(
  given: { page?: Partial<ConnectPage>; port?: Partial<ConnectPort>; flow?: ConnectFlow; visitor?: Visitor } = {},
) {
  const shown = { ...subject, ...given.page };
  const submitted: unknown[] = [];
  const connect = {
    publicUrl: () => publicUrl,
    open: async () => shown,
    claim: async () => true,
    holder: async () => 'free',
    submit: async (_link: string, option: string, input: unknown) => {
      submitted.push({ option, input });
      return { ...shown, isConnected: true };
    },
    ...given.port,
  } as ConnectPort;
  const flows = {
    find: async () => given.flow,
    ofTenant: async () => given.flow,
    result: async () => ({ type: 'newConnectionCreated', connection: { id: 'con_1' } }),
  };
  const people = { publicUrl: () => publicUrl, visitor: async () => given.visitor };
  const app = connectPages({ connect, flows, people } as unknown as ConnectPages);
  const get = async () => {
    const answer = await app.request('/connect/link', { headers: { host: 'porin.test' } });
    return {
      text: await answer.text(),
      cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
      headers: answer.headers,
    };
  };
  const post = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
    const { text, cookie } = await get();
    const token = /name="form" value="([^"]+)"/.exec(text)?.[1];
    const body = new URLSearchParams({ ...(token === undefined ? {} : { form: token }), ...form });
    const answer = await app.request('/connect/link', {
      method: 'POST',
      body,
      headers: { host: 'porin.test', cookie, ...headers },
    });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  return { get, post, submitted, app };
}
