import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One run of the official suite: a version of it, and the revision of the protocol that it speaks. */
export interface Leg {
  readonly version: string;
  readonly revision: string;
}

export const legs: readonly Leg[] = [
  { version: '0.1.16', revision: '2025-11-25' },
  { version: '0.2.0-alpha.12', revision: '2025-11-25' },
  { version: '0.2.0-alpha.12', revision: '2026-07-28' },
];

export interface Outcome {
  readonly scenario: string;
  readonly passed: number;
  readonly failed: number;
}

/** Of npx: the suite needs Node 22, which npm has; it runs there, whatever node npm itself runs on. */
function npx(version: string, args: readonly string[]): string[] {
  const packages = ['-p', 'node@22', '-p', `@modelcontextprotocol/conformance@${version}`];
  return ['-y', ...packages, 'conformance', ...args];
}

/** What `npm run` tells programs of this project's settings is not meant for the suite. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** Every scenario of the leg against the server at this address, in the order of the suite. Errors: what the suite said when it could not run. */
export async function runLeg({ version, revision }: Leg, url: string): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'porin-conformance-'));
  try {
    const args = ['server', '--url', url, '--suite', 'all', '--spec-version', revision, '-o', folder];
    const child = spawn('npx', npx(version, args), {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    await new Promise((resolve) => child.on('close', resolve));
    const outcomes = outcomesIn(said);
    if (outcomes.length === 0) throw new Error(`The suite ${version} could not run: ${said.slice(-2_000)}`);
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const line = /^[✓✗] ([\w.-]+): (\d+) passed, (\d+) failed/gm;

function outcomesIn(said: string): readonly Outcome[] {
  const summary = said.slice(said.indexOf('=== SUMMARY ==='));
  return [...summary.matchAll(line)].map(([, scenario = '', passed, failed]) => ({
    scenario,
    passed: Number(passed),
    failed: Number(failed),
  }));
}
