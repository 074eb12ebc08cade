import { createRequire } from 'node:module';
import { onTestFinished } from 'vitest';
import definition from '../../src/connectors/clicksend/sandbox/index.ts';
import { startSandbox } from '../../src/sandbox/server.ts';

const require = createRequire(import.meta.url);

/** The vendor's package as its users have it; its types are those of a library that nobody installs any more. */
export const client: any = require('clicksend');

/** `SMSApi`, with its methods as calls that give what stands inside the envelope. */
export async function startClient() {
  const sandbox = await startSandbox(definition, {
    app: 'clicksend',
    port: 0,
    now: '2026-11-20T11:00:00Z',
    frozen: true,
  });
  onTestFinished(() => sandbox.close());
  const { username, apiKey } = sandbox.credentials;
  const called = new Set<string>();
  const call = async (method: string, ...given: unknown[]): Promise<any> => {
    const [api = '', name = ''] = method.split('.');
    const { response, body } = await new client[api](username, apiKey, sandbox.url)
      [name](...given)
      .catch((refused: any) => {
        throw new Error(`${method}: ${JSON.stringify(refused.body ?? String(refused))}`);
      });
    called.add(method);
    const answer = typeof body === 'string' ? JSON.parse(body) : body;
    if (response.statusCode !== 200 || answer.response_code !== 'SUCCESS')
      throw new Error(`${method}: ${JSON.stringify(answer)}`);
    return answer.data;
  };
  const model = (name: string, fields: object) => Object.assign(new client[name](), fields);
  const advance = (seconds: number) => sandbox.sandbox.moveClock(({ clock }) => clock.advance(seconds * 1000));
  return { sandbox, call, called, model, advance };
}

/** Every call of the package, as `SMSApi.smsSendPost`. */
export function everyMethod(): string[] {
  const apis = Object.keys(client).filter((name) => name.endsWith('Api'));
  return apis.flatMap((api) =>
    Object.getOwnPropertyNames(client[api].prototype)
      .filter((name) => typeof Object.getOwnPropertyDescriptor(client[api].prototype, name)?.value === 'function')
      .filter((name) => /(Get|Post|Put|Delete)$/.test(name))
      .map((name) => `${api}.${name}`),
  );
}
