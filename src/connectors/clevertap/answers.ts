import { PorinError } from '../../kernel/errors.ts';
import type { HttpResponse } from '../../kernel/http.ts';
import { intOf, recordOf, textOf, unexpected } from '../../kernel/shape.ts';

type Fields = Readonly<Record<string, unknown>>;

type Answer = Pick<HttpResponse, 'body'>;

/**
 * The app's envelope `{"status", "error", "code", …}`. A body that was read as text keeps integers that a number cannot hold, as text.
 * Errors: `upstream_failed` without one: some hosts answer paths that they do not know with success and an empty body, which says nothing.
 */
export function envelopeOf(answer: Answer): Fields {
  const envelope = envelopeIn(answer);
  if (envelope) return envelope;
  throw unexpected('an object with a status', answer.body);
}

/** The same of a change. Errors: `outcome_unknown` when the app does not say that it made it. */
export function doneOf(answer: Answer): Fields {
  const envelope = envelopeIn(answer);
  if (envelope?.['status'] !== undefined) return envelope;
  throw new PorinError('outcome_unknown', 'The app took the request and did not say what it did', {
    hint: 'Some of its hosts answer so to what they do not know: the region of the connection may be wrong',
  });
}

/** Undefined for an empty body, and for anything else that is none. */
export function envelopeIn({ body }: Answer): Fields | undefined {
  return recordOf(typeof body === 'string' ? parsed(body) : body);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/("req_id"\s*:\s*)(\d{15,})/g, '$1"$2"'));
  } catch {
    // Not JSON, so there is no envelope.
    return undefined;
  }
}

/** What an envelope says of a failure; undefined when it tells of none. */
export interface Failed {
  readonly message: string;
  readonly code: number | undefined;
}

export function failedOf(envelope: Fields): Failed | undefined {
  if (envelope['status'] !== 'fail') return undefined;
  const code = intOf(envelope['code']);
  const said = wordsOf(envelope['error']);
  return { message: said ?? 'the app gave no reason', code };
}

/** Some errors are a JSON list inside of a text. */
function wordsOf(error: unknown): string | undefined {
  const text = textOf(error);
  if (text === undefined || text === '') return undefined;
  if (!text.startsWith('[')) return text;
  const list = recordOf({ list: parsed(text) })?.['list'];
  return Array.isArray(list) ? list.flatMap((one) => textOf(one) ?? []).join('; ') : text;
}

/** Records that were not taken, with why; each number counts from 1. */
export function unprocessedOf(envelope: Fields): readonly Fields[] {
  const { unprocessed } = envelope;
  const list: readonly unknown[] = Array.isArray(unprocessed) ? unprocessed : [];
  return list.map(recordOf).filter((one) => one !== undefined);
}
