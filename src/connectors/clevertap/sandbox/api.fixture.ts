import { onTestFinished } from 'vitest';
import { createSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import definition from './index.ts';
import { credentials } from './project.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The JSON body; undefined when it is none. Tests look into it freely. */
  readonly json: any;
}

/** Headers of a request with valid credentials. */
export const headers = {
  'X-CleverTap-Account-Id': credentials.accountId,
  'X-CleverTap-Passcode': credentials.passcode,
  'Content-Type': 'application/json',
};

/** The sandbox's day while the tests run. */
export const today = 20261120;

/** A fresh sandbox, its clock frozen at a Friday noon; empty unless asked for the demo data. */
export async function bootApi({ seed = false }: { readonly seed?: boolean } = {}) {
  const sandbox: Sandbox = await createSandbox(definition, {
    app: 'clevertap',
    now: '2026-11-20T11:00:30Z',
    frozen: true,
    seed,
  });
  onTestFinished(() => sandbox.close());
  const send = async (method: string, path: string, body?: unknown, more: object = {}): Promise<Answer> => {
    const request = new Request(`${sandbox.world.origin}/1/${path}`, {
      method,
      headers: { ...headers, ...more },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const response = await sandbox.fetch(request);
    const text = await response.text();
    return { status: response.status, text, json: parsed(text) };
  };
  const post = async (path: string, body?: unknown): Promise<any> => (await send('POST', path, body)).json;
  const get = async (path: string): Promise<any> => (await send('GET', path)).json;
  const upload = (...d: unknown[]): Promise<any> => post('upload', { d });
  const advance = (minutes: number): void => sandbox.moveClock((world) => world.clock.advance(minutes * 60_000));
  return { sandbox, send, post, get, upload, advance };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Empty answers are compared as text.
    return undefined;
  }
}

/** An event record. */
export function event(identity: string, evtName: string, evtData: object = {}, ts?: number): object {
  return { type: 'event', identity, evtName, evtData, ...(ts === undefined ? {} : { ts }) };
}

/** A profile record. */
export function profile(identity: string, profileData: object = {}): object {
  return { type: 'profile', identity, profileData };
}

/** All records of an export, page by page. */
export async function drain(
  api: Awaited<ReturnType<typeof bootApi>>,
  kind: 'events' | 'profiles',
  query: object,
  batchSize = 10,
): Promise<any[][]> {
  const pages: any[][] = [];
  let { cursor } = await api.post(`${kind}.json?batch_size=${batchSize}`, query);
  while (cursor) {
    const { records, next_cursor } = await api.get(`${kind}.json?cursor=${cursor}`);
    if (records) pages.push(records);
    cursor = next_cursor;
  }
  return pages;
}
