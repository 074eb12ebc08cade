import { isDeepStrictEqual } from 'node:util';
import * as sdk from '@membranehq/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPorinError } from '../../kernel/errors.ts';
import { buildData } from './build.ts';
import { checkFormulas } from './check.ts';
import { locators } from './formula-words.fixture.ts';
import { countOperators, formulas, variablesFor } from './formulas.fixture.ts';
import { evaluateJsonata as jsonata } from './jsonata.ts';
import { getValueAtLocator } from './locator.ts';
import { mappingLimits, Work } from './work.ts';

/** Fails with the smallest formula on which the two differ, and its seed. */
const search = { endOnFailure: false, verbose: 0 } as const;
/** Seconds on an idle machine; a busy one takes its time. */
const patienceMs = 90_000;
const formulaAndData = [formulas, formulas] as const;

test(
  'buildData gives what the official client gives, for 10,000 formulas that use every operator',
  () => {
    const used = new Map<string, number>();
    let withValue = 0;
    let compared = 0;
    fc.assert(
      fc.property(...formulaAndData, (formula, extra) => {
        const theirs = outcomeOf(() => sdk.buildData(structuredClone(formula), variablesFor(extra)));
        const ours = outcomeOf(() => buildData(formula, variablesFor(extra), { jsonata }));
        if (theirs.thrown || isKnownToDiffer(formula)) return;
        countOperators(formula, used);
        compared += 1;
        if (theirs.value !== undefined) withValue += 1;
        expectSame(ours, theirs, formula);
      }),
      { ...search, numRuns: 10_000 },
    );
    expect(compared).toBeGreaterThan(9000);
    expect(withValue).toBeGreaterThan(compared / 2);
    for (const operator of operatorsOfContract)
      expect([operator, used.get(operator) ?? 0]).toEqual([operator, atLeast(60)]);
  },
  patienceMs,
);

test(
  'getValueAtLocator gives what the official client gives',
  () => {
    fc.assert(
      fc.property(locators, formulas, (locator, extra) => {
        const theirs = outcomeOf(() => sdk.getValueAtLocator(variablesFor(extra), locator));
        const ours = outcomeOf(() => getValueAtLocator(variablesFor(extra), locator, new Work(mappingLimits)));
        expectSame(ours, theirs, locator);
      }),
      { ...search, numRuns: 3000 },
    );
  },
  patienceMs,
);

test(
  'a formula that the check refuses never has a value',
  () => {
    fc.assert(
      fc.property(...formulaAndData, (formula, extra) => {
        const [issue] = checkFormulas(formula);
        if (issue?.path.match(/^\$\w+$/) && Object.keys(Object(formula))[0] === issue.path)
          expect(sdk.buildData(structuredClone(formula), variablesFor(extra)) ?? undefined).toBeUndefined();
      }),
      { ...search, numRuns: 3000 },
    );
  },
  patienceMs,
);

test(
  'whatever JSON a formula is, it gives a value or bad_request, and is left as it was',
  () => {
    fc.assert(
      fc.property(fc.oneof(formulas, fc.jsonValue()), fc.jsonValue(), (formula, variables) => {
        const before = JSON.stringify(formula);
        const { thrown, code } = outcomeOf(() => buildData(formula, variables, { jsonata }));
        expect(thrown ? code : 'bad_request').toBe('bad_request');
        expect(JSON.stringify(formula)).toBe(before);
      }),
      { numRuns: 2000 },
    );
  },
  patienceMs,
);

const operatorsOfContract = [
  ...['$var', '$concat', '$tpl', '$plain', '$firstNotEmpty', '$eval', '$and', '$or', '$case', '$map', '$iterate'],
  ...[
    '$mergeObjects',
    '$firstName',
    '$lastName',
    '$extractDate',
    '$extractTime',
    '$domainFromEmail',
    '$jsonata',
    '$record',
  ],
  ...['$copy', '$lookup', '$findExternalRecordId', '$findAppRecordId', '$dataSchemaRef', '$formula'],
];

/** The client loses items to two copies in one list, and gives each item of an iteration the first one's $formula. */
function isKnownToDiffer(formula: unknown): boolean {
  const text = JSON.stringify(formula);
  return text.split('"$copy"').length > 2 || (text.includes('"$formula"') && text.includes('"$iterate"'));
}

interface Outcome {
  readonly value?: unknown;
  readonly thrown?: boolean;
  readonly code?: string;
}

function outcomeOf(evaluate: () => unknown): Outcome {
  try {
    return { value: evaluate() };
  } catch (error) {
    return { thrown: true, code: isPorinError(error) ? error.code : String(error) };
  }
}

function atLeast(count: number): unknown {
  return expect.toSatisfy((found: number) => found >= count);
}

/** vitest's own comparison is too slow for ten thousand, so it only writes the message. */
function expectSame(ours: Outcome, theirs: Outcome, formula: unknown): void {
  const [mine, wanted] = [
    { ...ours, value: dataOf(ours.value) },
    { ...theirs, value: dataOf(theirs.value) },
  ];
  if (!isDeepStrictEqual(mine, wanted)) expect({ formula, ...mine }).toEqual({ formula, ...wanted });
}

/** Data alone: the client's results can hold functions, and the mark that JSONata puts on its lists. */
function dataOf(value: unknown): unknown {
  if (typeof value === 'function') return undefined;
  if (Array.isArray(value)) return Array.from(value, dataOf);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).filter(([key, member]) => key !== 'sequence' || member !== true);
  return Object.fromEntries(entries.map(([key, member]) => [key, dataOf(member)]));
}
