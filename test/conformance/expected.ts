import type { Leg, Outcome } from './suite.ts';

/** What applies to any gateway, whatever tools, prompts and resources it has. */
const core: Readonly<Record<string, readonly string[]>> = {
  '2025-11-25': [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
    'server-sse-multiple-streams',
  ],
  '2026-07-28': [
    'tools-list',
    'resources-list',
    'prompts-list',
    'sep-2164-resource-not-found',
    'caching',
    'server-sse-multiple-streams',
    'dns-rebinding-protection',
    'http-header-validation',
    'input-required-result-unsupported-methods',
    'sep-2640-skills-enumeration',
    'sep-2640-skills-manifest',
  ],
};

/** Of server-stateless, which calls tools for the rest, without the tools. */
const statelessChecks = 24;

/** What even the fixture does not pass, and why; docs/mcp-conformance.md says the same to readers. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2025-11-25': {
    'tools-call-sampling': 'a stateless server cannot ask a client of the older protocol',
    'tools-call-elicitation': 'a stateless server cannot ask a client of the older protocol',
    'elicitation-sep1034-defaults': 'a stateless server cannot ask a client of the older protocol',
    'elicitation-sep1330-enums': 'a stateless server cannot ask a client of the older protocol',
  },
  '2026-07-28': {
    'http-custom-header-server-validation': 'no tool of the gateway has arguments that are repeated in headers',
  },
};

/** The sentences about what should have passed and did not; none when all is well. */
export function shortcomings({ revision }: Leg, outcomes: readonly Outcome[], hasFixture: boolean): readonly string[] {
  const found = new Map(outcomes.map((outcome) => [outcome.scenario, outcome]));
  const wanted = hasFixture ? outcomes.map(({ scenario }) => scenario) : (core[revision] ?? []);
  const wrong = wanted.flatMap((scenario) => {
    const outcome = found.get(scenario);
    if (outcome === undefined) return hasFixture || scenario.startsWith('sep-2640') ? [] : [`${scenario} did not run`];
    const isException = hasFixture && exceptions[revision]?.[scenario] !== undefined;
    if (isException) return outcome.failed === 0 ? [`${scenario} passes and is no exception any more`] : [];
    return outcome.failed === 0 ? [] : [`${scenario}: ${outcome.failed} of its checks failed`];
  });
  const stateless = found.get('server-stateless');
  if (!hasFixture && stateless !== undefined && stateless.passed < statelessChecks)
    wrong.push(`server-stateless: only ${stateless.passed} checks passed`);
  return wrong;
}
