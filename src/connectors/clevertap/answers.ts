import type { HttpResponse } from '../../kernel/http.ts';
import { intOf, recordOf, textOf } from '../../kernel/shape.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The app's envelope `{"status", "error", "code", …}`; some hosts answer with an empty body, which is an empty one.
 * A body that was read as text keeps integers that a number cannot hold, as text.
 */
export function envelopeOf({ body }: Pick<HttpResponse, 'body'>): Fields {
  return recordOf(typeof body === 'string' ? parsed(body) : body) ?? {};
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
