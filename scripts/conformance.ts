import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { exceptions, shortcomings } from '../test/conformance/expected.ts';
import { fixture } from '../test/conformance/fixture/provider.ts';
import { startAuthProxy } from '../test/conformance/proxy.ts';
import { legs, type Outcome, runLeg } from '../test/conformance/suite.ts';
import { bootGateway } from '../test/e2e/gateway.ts';
import { startProgram, temporaryHome } from '../test/e2e/program.ts';

/**
 * Runs the official conformance suite against the built gateway, and against one that has what the suite's scenarios call. npm supplies
 * the suite and the Node that it needs. `npm run conformance -- fixture` runs one of the two, `-- --all` prints every scenario.
 */
const root = resolve(import.meta.dirname, '..');
const wanted = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const isVerbose = process.argv.includes('--all');
let failures = 0;

if (wanted.length === 0 || wanted.includes('gateway')) {
  spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const home = temporaryHome();
  const gateway = await startProgram({ data: home.data, env: home.env, flags: ['--apps', 'sandbox'] });
  try {
    await gateway.sandboxConnection();
    await runAll('the gateway', gateway, false);
  } finally {
    await gateway.stop();
    home.remove();
  }
}
if (wanted.length === 0 || wanted.includes('fixture')) {
  const gateway = await bootGateway({ provider: fixture });
  try {
    await gateway.sandboxConnection();
    await runAll('the gateway with the fixture', gateway, true);
  } finally {
    await gateway.stop();
  }
}
console.log(failures === 0 ? 'everything passed that should' : `${failures} things did not pass that should`);
process.exitCode = failures === 0 ? 0 : 1;

async function runAll(what: string, { url, ownerToken }: { url: string; ownerToken: string }, hasFixture: boolean) {
  const proxy = await startAuthProxy(url, ownerToken);
  try {
    for (const leg of legs) {
      const outcomes = await runLeg(leg, `${proxy.url}/mcp?mode=${hasFixture ? 'all' : 'auto'}`);
      const wrong = shortcomings(leg, outcomes, hasFixture);
      const passed = outcomes.filter(({ failed }) => failed === 0).length;
      const checks = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
      console.log(
        `${what}, ${leg.version} at ${leg.revision}: ${passed} of ${outcomes.length} scenarios, ${checks} checks`,
      );
      for (const outcome of outcomes) show(leg.revision, outcome, hasFixture);
      for (const one of wrong) console.log(`  WRONG ${one}`);
      failures += wrong.length;
    }
  } finally {
    await proxy.stop();
  }
}

function show(revision: string, { scenario, passed, failed }: Outcome, hasFixture: boolean): void {
  const reason = hasFixture ? exceptions[revision]?.[scenario] : undefined;
  const isShown = isVerbose || (hasFixture && failed > 0);
  if (isShown)
    console.log(
      `  ${failed === 0 ? '✓' : '✗'} ${scenario}: ${passed} passed, ${failed} failed${reason === undefined ? '' : ` (${reason})`}`,
    );
}
