import { exitCodes, isPorinError, PorinError } from '../../kernel/errors.ts';
import { isRecord } from './term/record.ts';
import type { Style } from './term/style.ts';
import { harmless, oneLine } from './term/width.ts';

/** Any thrown value as the error that a person gets; faults of the CLI itself become `internal`. */
export function asPorinError(error: unknown): PorinError {
  if (isPorinError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PorinError('internal', `The command failed: ${message}`, {
    hint: 'Run it again with --debug to see where',
    cause: error,
  });
}

/** The exit code of an error. */
export function exitCodeOf(error: PorinError): number {
  return 'isTimeout' in error ? exitCodes.timeout : error.kind.exitCode;
}

/** Hints are written for `porin`; under another name, or through npx, they say what works here. */
function hintFor(error: PorinError, program: string): string {
  return error.hint.replace(/(?<!npx )\bporin (?=[a-z])/g, `${program} `);
}

/** The JSON document of a failure. */
export function errorDocument(error: PorinError, program: string): { error: Readonly<Record<string, unknown>> } {
  // Not by class: each bundle has its own.
  const requestId = 'requestId' in error && typeof error.requestId === 'string' ? error.requestId : undefined;
  return {
    error: {
      code: error.code,
      message: error.message,
      hint: hintFor(error, program),
      ...(requestId === undefined ? {} : { requestId }),
      ...(error.actionRunId === undefined ? {} : { actionRunId: error.actionRunId }),
      ...(error.details === undefined ? {} : { data: error.details }),
    },
  };
}

/** Three lines for a person: what, why, what to do; several faults of an input take a line each. */
export function describeFailure(
  error: PorinError,
  { style, program, debug }: { readonly style: Style; readonly program: string; readonly debug: boolean },
): string {
  const { error: facts } = errorDocument(error, program);
  const ids = [facts['requestId'], facts['actionRunId']].filter((id) => typeof id === 'string');
  const why = harmless([error.code, ...causes(error), ...ids].join(' · '));
  const { what, faults } = splitIssues(error);
  const lines = [
    `${style.paint('red', 'error:')} ${what}`,
    ...faults.map((fault) => `       - ${fault}`),
    `${style.paint('gray', '  why:')} ${why}`,
    `${style.paint('cyan', '   do:')} ${oneLine(hintFor(error, program))}`,
  ];
  if (debug && error.cause instanceof Error) lines.push(harmless(error.cause.stack ?? error.cause.message));
  return `${lines.join('\n')}\n`;
}

/** A message that strings several faults together, taken apart again. */
function splitIssues(error: PorinError): { what: string; faults: string[] } {
  // Three lines, also where a name that somebody gave has a line break.
  const what = oneLine(error.message);
  const issues = isRecord(error.details) ? error.details['issues'] : undefined;
  if (!Array.isArray(issues) || issues.length < 2) return { what, faults: [] };
  const faults = issues
    .filter(isRecord)
    .map(({ path, message }) => harmless([path, message].filter(Boolean).join(': ')));
  const at = what.indexOf(faults[0] ?? what);
  return at > 0 ? { what: what.slice(0, at).trimEnd(), faults } : { what, faults: [] };
}

/** What the details say in a few words: an app's status, what was wrong with the input. */
function causes(error: PorinError): string[] {
  const details = error.details;
  if (typeof details !== 'object' || details === null) return [];
  const facts = details as Readonly<Record<string, unknown>>;
  const status = facts['status'] ?? facts['upstreamStatus'];
  return typeof status === 'number' ? [`the app answered ${status}`] : [];
}
