import type { RefusalCode } from './protocol.ts';

/** A command that cannot be done; its text goes to the page that sent it. */
export class Refused extends Error {
  readonly why: RefusalCode | undefined;

  constructor(message: string, { why, cause }: { readonly why?: RefusalCode; readonly cause?: unknown } = {}) {
    super(message, { cause });
    this.why = why;
  }
}
