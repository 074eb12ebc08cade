import type { Collection } from '../../../../sandbox/collection.ts';
import type { Message } from './entities.ts';

/** How long the same text to the same number is refused. */
const windowSeconds = 10;

/** Finds texts that went to the same number a moment ago, in this request or before it. */
export class Throttle {
  readonly #messages: Collection<Message>;
  readonly #since: number;
  readonly #recent = new Map<string, Set<string>>();

  /** `now` in epoch seconds. */
  constructor(messages: Collection<Message>, now: number) {
    this.#messages = messages;
    this.#since = now - windowSeconds;
  }

  /** Whether the text is a repetition; if not, it counts from now on. */
  isRepeated(to: string, body: string): boolean {
    let bodies = this.#recent.get(to);
    if (bodies === undefined) {
      const found = this.#messages.find({ where: { to, date: { gt: this.#since } } });
      bodies = new Set(found.filter(({ status }) => status !== 'Cancelled').map((message) => message.body));
      this.#recent.set(to, bodies);
    }
    if (bodies.has(body)) return true;
    bodies.add(body);
    return false;
  }
}
