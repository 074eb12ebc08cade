import type { Collection } from '../../../../sandbox/collection.ts';
import type { Message } from './entities.ts';

/** How long the same text to the same number is refused. */
const windowSeconds = 10;

/** Finds texts that went to the same number a moment ago, in this request or before it. */
export class Throttle {
  readonly #messages: Collection<Message>;
  readonly #lately: { readonly gt: number; readonly lte: number };
  readonly #isQuiet: boolean;
  readonly #seen = new Set<string>();

  /** `now` in epoch seconds. */
  constructor(messages: Collection<Message>, now: number) {
    this.#messages = messages;
    // A clock that was set back leaves messages behind that are yet to come.
    this.#lately = { gt: now - windowSeconds, lte: now };
    this.#isQuiet = messages.first({ where: { date: this.#lately }, orderBy: 'date' }) === undefined;
  }

  /** Whether the text is a repetition; if not, it counts from now on. */
  isRepeated(to: string, body: string): boolean {
    const key = `${to} ${body}`;
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    if (this.#isQuiet) return false;
    return this.#messages.count({ to, date: this.#lately, body, status: { ne: 'Cancelled' } }) > 0;
  }
}
