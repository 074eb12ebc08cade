import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import definition from '../../src/connectors/clickmeeting/sandbox/index.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { root } from '../support/sources.ts';

/** The document that `npm run gen` writes. */
export const documentFile = join(root, 'docs/reference/clickmeeting.openapi.json');

/** That document, for libraries with types of their own for it. */
export function readDocument(): any {
  return JSON.parse(readFileSync(documentFile, 'utf8'));
}

/** What a plain request was answered. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly bytes: Buffer;
  /** Undefined when the answer is no JSON; tests look into it freely. */
  readonly json: any;
}

/** A sandbox on a port of its own with the demo data, stopped when the test ends. */
export async function startWorld() {
  const sandbox = await startSandbox(definition, { app: 'clickmeeting', port: 0 });
  onTestFinished(() => sandbox.close());
  const key = sandbox.credentials['apiKey'] ?? '';
  /** The other client, by which effects are seen. */
  const ask = async (method: string, path: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = { 'x-api-key': key, ...init.headers };
    const answer = await fetch(path.startsWith('http') ? path : sandbox.url + path, { ...init, method, headers });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const type = answer.headers.get('content-type') ?? '';
    return {
      status: answer.status,
      type,
      bytes,
      json: type.startsWith('application/json') ? JSON.parse(`${bytes}`) : undefined,
    };
  };
  const look = async (path: string): Promise<any> => (await ask('GET', path)).json;
  const control = (name: string, body: unknown) =>
    fetch(`${sandbox.controlUrl}/${name}`, {
      method: 'POST',
      headers: { 'x-sandbox-token': sandbox.controlToken, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { sandbox, url: sandbox.url, key, ask, look, control };
}

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'porin-clients-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const execute = promisify(execFile);

/** Runs a program with its arguments; a failure carries what it wrote. */
export async function run(
  program: string,
  given: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) {
  return (await execute(program, given, { ...options, timeout: 60_000, maxBuffer: 2 ** 26 })).stdout;
}

/** Loads generated TypeScript with its packages, as an application that uses it would be built. */
export async function bundled(source: string, folder: string): Promise<any> {
  const outfile = join(folder, 'bundled.mjs');
  const nodePaths = [join(root, 'node_modules')];
  await build({
    entryPoints: [source],
    outfile,
    nodePaths,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  return { ...(await import(/* @vite-ignore */ pathToFileURL(outfile).href)) };
}
