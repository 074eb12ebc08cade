import { Readable } from 'node:stream';
import type { EgressBody } from '../../kernel/ports/egress.ts';

/** A request body as undici takes it. */
export type OutgoingBody = string | Uint8Array | Readable | null;

/** A stream can be sent once; everything else again. */
export function isReplayable(body: EgressBody | undefined): boolean {
  return body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array;
}

export function outgoingBody(body: EgressBody | undefined): OutgoingBody {
  if (body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array)
    return body ?? null;
  return body instanceof Readable ? body : new Readable().wrap(body);
}
