import { execFile } from 'node:child_process';
import { createServer, request as open } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { root } from '../support/sources.ts';

export const main = join(root, 'dist/main.js');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built CLI as a process. */
export function porin(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env: { ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
    child.stdin?.end();
  });
}

/** What a person does on the approval page: reads it, and presses a button. Gives the page or redirect that follows. */
export const decide = (url: string, decision: 'approve' | 'deny' | 'code') => sendForm(url, { decision });

/** Reads a page, fills in its form and sends it, as a browser without script does. */
export async function sendForm(url: string, fields: Readonly<Record<string, string>>) {
  const shown = await fetch(url);
  const html = await shown.text();
  const inputs = [...html.matchAll(/<input\b[^>]*>/g)].flatMap(([tag]) => {
    const part = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
    const name = part('name');
    return name === undefined || (part('type') === 'radio' && !/\bchecked\b/.test(tag))
      ? []
      : [[name, part('value') ?? ''] as const];
  });
  const cookie = shown.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const body = new URLSearchParams({ ...Object.fromEntries(inputs), ...fields });
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: new URL(url).origin },
    body,
  });
  return { shown: html, status: answer.status, location: answer.headers.get('location'), html: await answer.text() };
}

/** The code that the page shows after the approval. */
export function codeIn(html: string): string {
  return /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(html)?.[0] ?? '';
}

/** Passes everything on to a gateway and remembers what was asked. */
export async function countingProxy(target: string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const grant = new URLSearchParams(body.toString()).get('grant_type');
      asked.push(`${request.method} ${request.url?.replace(/\?.*/, '')}${grant ? ` ${grant}` : ''}`);
      const outgoing = open(
        target + request.url,
        { method: request.method, headers: { ...request.headers, host: new URL(target).host } },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      outgoing.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
