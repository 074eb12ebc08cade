import { PorinError } from '../../kernel/errors.ts';
import { isRecord } from './compare.ts';
import { fillCopies } from './copies.ts';
import { operatorOf, type Scope } from './operators.ts';
import { type MappingLimits, mappingLimits, Work } from './work.ts';

export interface MappingOptions {
  /** Replaces single limits. */
  readonly limits?: Partial<MappingLimits>;
  /** Evaluates JSONata; given where it may run for long, see `needsWorker`. */
  readonly jsonata?: (expression: string, variables: unknown) => unknown;
}

/**
 * The value with its formulas resolved over the variables, and its copies filled in; undefined when nothing is left of it.
 * Errors: `bad_request` for what goes over a limit, and for a copy of a copy.
 */
export function buildData(value: unknown, variables: unknown, options: MappingOptions = {}): unknown {
  const work = new Work({ ...mappingLimits, ...options.limits });
  const data = fillCopies(resolveWith(value, { work, variables, options }), work);
  measure(data, work);
  return data;
}

interface Start extends Pick<Scope, 'work' | 'variables'> {
  readonly options: MappingOptions;
}

function resolveWith(value: unknown, { work, variables, options }: Start): unknown {
  const jsonata = options.jsonata ?? noJsonata;
  const scopeOf = (around: unknown): Scope => {
    const scope: Scope = {
      work,
      jsonata,
      variables: around,
      resolve: (inner, ...others) => resolveIn(inner, others.length > 0 ? scopeOf(others[0]) : scope),
    };
    return scope;
  };
  return resolveIn(value, scopeOf(variables));
}

function noJsonata(): never {
  throw new PorinError('internal', 'A $jsonata formula was resolved where none may run', {
    hint: 'Resolve it in the isolate',
  });
}

function resolveIn(value: unknown, scope: Scope): unknown {
  const { work } = scope;
  if (!Array.isArray(value) && !isRecord(value)) return value;
  work.enter();
  const outer = work.operator;
  const operator = operatorOf(value);
  if (operator) work.operator = operator.name;
  const result =
    operator && isRecord(value) ? operator.apply(value[operator.name], scope, value) : resolveMembers(value, scope);
  work.operator = outer;
  work.leave();
  return result;
}

/** A container without its missing members; missing itself when none is left of some. */
function resolveMembers(value: unknown[] | Readonly<Record<string, unknown>>, scope: Scope): unknown {
  if (Array.isArray(value)) {
    scope.work.spend(value.length);
    const items = value.map((item) => scope.resolve(item)).filter((item) => item !== undefined);
    return items.length > 0 || value.length === 0 ? items : undefined;
  }
  const entries = Object.entries(value);
  scope.work.spend(entries.length);
  const kept = entries
    .map(([key, member]): [string, unknown] => [key, scope.resolve(member)])
    .filter(([, member]) => member !== undefined);
  return kept.length > 0 || entries.length === 0 ? Object.fromEntries(kept) : undefined;
}

/** Counts what the result is when it is written out: one variable may stand in it many times. */
function measure(data: unknown, work: Work): void {
  const rest = [data];
  while (rest.length > 0) {
    const value = rest.pop();
    work.grow(typeof value === 'string' ? value.length + 1 : 1);
    if (Array.isArray(value)) for (const item of value) rest.push(item);
    else if (isRecord(value))
      for (const [key, member] of Object.entries(value)) {
        work.grow(key.length);
        rest.push(member);
      }
  }
}
