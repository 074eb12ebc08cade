import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listRunning } from '../../src/platform/config/running.ts';
import { root } from '../support/sources.ts';
import { createCall, requests, sandboxControl } from './gateway.ts';

export interface ProgramOptions {
  readonly data: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Run as another user. */
  readonly uid?: number;
}

/** A folder that goes when the test does, and the environment of a user whose home it is. */
export function temporaryHome() {
  const home = mkdtempSync(join(tmpdir(), 'porin-program-'));
  // Readable for a test that runs the program as another user.
  chmodSync(home, 0o755);
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, XDG_STATE_HOME: join(home, 'state') };
  return { home, data: join(home, 'data'), env, remove: () => rmSync(home, { recursive: true, force: true }) };
}

/** `porin up` as a process of the built program: what it says, and how it ended. */
export function up({ data, env = {}, flags = [], uid }: ProgramOptions) {
  const args = ['dist/main.js', 'up', '--json', '--data', data, '--port', '0', '--sandbox-port-base', '0', ...flags];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => Number(code));
  return { child, said, ended };
}

/** Starts the built program and waits until it is ready. */
export async function startProgram(options: ProgramOptions) {
  const { child, said, ended } = up(options);
  const ready = await readyLine(child, said);
  const url = ready.url.replace(/\/v1$/, '');
  const ownerToken = listRunning(options.env ?? {}).find(({ pid }) => pid === child.pid)?.token ?? '';
  const call = createCall(url, ownerToken);
  const { url: sandboxUrl = '', apiKey = '' } = ready.sandboxes['clickmeeting'] ?? {};
  return {
    child,
    said,
    ended,
    url,
    call,
    ownerToken,
    ...requests(call),
    sandbox: sandboxControl(call, sandboxUrl, apiKey),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

interface Ready {
  readonly url: string;
  readonly sandboxes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

async function readyLine(child: ChildProcess, said: { stdout: string; stderr: string }): Promise<Ready> {
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (said.stdout.includes('\n')) return JSON.parse(said.stdout);
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${said.stderr}${said.stdout}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGKILL');
  throw new Error(`Not ready after 30 s: ${said.stderr}`);
}
