import type { PorinError } from '../../kernel/errors.ts';
import type { ConnectOption } from '../../kernel/ports/connect.ts';
import type { Complaint } from './connect-form.ts';
import type { Form } from './forms.ts';
import { explained } from './words.ts';

/** What a refusal says, sorted by field. What was entered stays, but for what is secret: nothing that the page does not know as public. */
export function complaintOf(error: PorinError, form: Form, options: readonly ConnectOption[]): Complaint {
  // A way that the page did not offer is complained about at the first one.
  const chosen = options.find(({ key }) => key === form['option']) ?? options[0];
  const known = chosen?.fields;
  const isPublic = (name: string) => (known === undefined ? !/secret/i.test(name) : known[name]?.secret === false);
  const fields = fieldsOf(error);
  const isMarked = Object.keys(fields).some((name) => known === undefined || Object.hasOwn(known, name));
  return {
    option: chosen?.key ?? '',
    fields,
    entered: Object.fromEntries(Object.entries(form).filter(([name]) => isPublic(name))),
    message: isMarked ? 'Correct what is marked below.' : explained(error),
  };
}

function fieldsOf({ details, message }: PorinError): Form {
  if (typeof details === 'object' && details !== null && 'issues' in details && Array.isArray(details.issues)) {
    const pairs = details.issues.flatMap((issue: unknown): [string, string][] =>
      isIssue(issue) ? [[bare(issue.path), issue.message]] : [],
    );
    return Object.fromEntries(pairs);
  }
  const [, path, text] = /^(input\.\w+): (.*)$/s.exec(message) ?? [];
  return path === undefined || text === undefined ? {} : { [bare(path)]: text };
}

function isIssue(value: unknown): value is { readonly path: string; readonly message: string } {
  if (typeof value !== 'object' || value === null || !('path' in value) || !('message' in value)) return false;
  return typeof value.path === 'string' && typeof value.message === 'string';
}

function bare(path: string): string {
  return path.replace(/^input\./, '');
}
