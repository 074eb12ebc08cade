import { onTestFinished } from 'vitest';
import { createSandbox } from '../../../sandbox/sandbox.ts';
import definition from './index.ts';
import { demo } from './seed.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON body; tests look into it freely. */
  readonly json: any;
  /** What stands inside the envelope. */
  readonly data: any;
}

export const basic = (username: string, secret: string) =>
  `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;

export const demoAuthorization = basic(demo.username, demo.apiKey);

/** A fresh sandbox with the demo data, its clock frozen, closed when the test ends. */
export async function bootApi() {
  const sandbox = await createSandbox(definition, { app: 'clicksend', now: '2026-11-20T11:00:00Z', frozen: true });
  onTestFinished(() => sandbox.close());
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    authorization: string | null = demoAuthorization,
  ) => {
    const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/json' });
    if (authorization !== null) headers.set('authorization', authorization);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await sandbox.fetch(
      new Request(`${sandbox.world.origin}/v3${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: text }),
      }),
    );
    const json: any = await response.json();
    return { status: response.status, headers: response.headers, json, data: json.data } satisfies Answer;
  };
  /** Sends one text message and gives what the answer says of it. */
  const sms = async (message: object) => {
    const whole = { to: '+61491570156', body: 'Hello', ...message };
    return (await send('POST', '/sms/send', { messages: [whole] })).data.messages[0];
  };
  const advance = (seconds: number) => sandbox.moveClock((world) => world.clock.advance(seconds * 1000));
  const now = () => Math.floor(sandbox.world.clock.now() / 1000);
  return { sandbox, send, sms, advance, now };
}
