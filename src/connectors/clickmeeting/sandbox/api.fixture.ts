import { onTestFinished } from 'vitest';
import { createSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import { account } from './account.ts';
import definition from './index.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON body; undefined when it is none. Tests look into it freely. */
  readonly json: any;
}

export interface Sent {
  /** `name=a&settings[x]=1`, sent as a form. */
  readonly form?: string;
  readonly body?: string | FormData;
  readonly headers?: Readonly<Record<string, string>>;
  /** `null` sends none. */
  readonly key?: string | null;
}

/** A fresh sandbox with the demo data, its clock frozen at a Friday noon in Warsaw, closed when the test ends. */
export async function bootApi() {
  const sandbox: Sandbox = await createSandbox(definition, { app: 'clickmeeting' });
  onTestFinished(() => sandbox.close());
  const { clock } = sandbox.world;
  clock.set('2026-11-20T11:00:30Z');
  clock.freeze();
  await sandbox.reset({ seed: false });
  clock.set('2026-11-20T11:00:30Z');
  clock.freeze();
  await sandbox.seed();
  const send = async (method: string, path: string, sent: Sent = {}): Promise<Answer> => {
    const headers = new Headers(sent.headers);
    if (sent.key !== null) headers.set('X-Api-Key', sent.key ?? account.apiKey);
    if (sent.form !== undefined) headers.set('content-type', 'application/x-www-form-urlencoded');
    const body = sent.form ?? sent.body;
    const request = new Request(`${sandbox.world.origin}/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const response = await sandbox.fetch(request);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };
  const advance = (minutes: number): void => sandbox.moveClock((world) => world.clock.advance(minutes * 60_000));
  return { sandbox, send, advance };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Files and XML are compared as text.
    return undefined;
  }
}

/** The fields that an error answer complains about. */
export function fieldsOf(answer: Answer): string[] {
  return answer.json.errors.map((error: { name: string }) => error.name);
}
