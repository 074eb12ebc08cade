import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { OperationContext } from '../../kernel/operation.ts';

/** Headers of an answer, gathered before it is written; an error answer has them too. */
export interface Reply {
  /** By name in lower case. */
  readonly headers: Record<string, string>;
  readonly header: OperationContext['reply']['header'];
}

/** What the face itself says about an answer. */
const reserved = new Set(['content-type', 'content-length', 'transfer-encoding', 'connection', 'x-request-id']);

export function createReply(requestId: string): Reply {
  const headers: Record<string, string> = { 'x-request-id': requestId };
  return {
    headers,
    header(name, value) {
      const lower = name.toLowerCase();
      if (reserved.has(lower)) throw new TypeError(`The header ${lower} is not an operation's to set`);
      validateHeaderName(lower);
      validateHeaderValue(lower, value);
      headers[lower] = value;
    },
  };
}
