import type { ChannelName } from '../collections.ts';
import type { Fields } from '../http/fields.ts';

/** What makes text messages, calls and MMS differ; everything else of sending is the same. */
export interface Channel {
  readonly name: ChannelName;
  /** Answer of a send. */
  readonly queued: string;
  /** Of one message. */
  readonly cancelled: (id: string) => string;
  /** Of all. */
  readonly cancelledAll: (count: number) => string;
  /** Parts of a body; what is too long is cut off. */
  fit(body: string, maxParts: number): { readonly body: string; readonly parts: number };
  /** Why a message is refused, beside what holds for all. `whole` is the request. */
  refusal(message: Fields, whole: Fields): string | undefined;
  /** Fields that only this channel has. */
  extra(message: Fields, whole: Fields): Readonly<Record<string, unknown>>;
}
