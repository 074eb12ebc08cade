import { z } from 'zod';
import type { LeaveReason, Role, RoomStatus, RoomType } from '../entities.ts';

/**
 * What a room's page and its server tell each other over the WebSocket, as JSON texts. The page sends commands, the
 * server events; an event carries the whole of what changed, so that a page never has to guess.
 */

const text = (max: number) => z.string().trim().min(1).max(max);
const id = z.int().min(1);

/** What a page may ask for. What the person's role does not allow is answered with `refused`. */
export const command = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('chat'), text: text(2000) }),
  z.strictObject({ do: z.literal('hand'), raised: z.boolean() }),
  /** `choices[question]` lists the chosen answers by their place; a later vote replaces the earlier one. */
  z.strictObject({
    do: z.literal('vote'),
    poll: id,
    choices: z.array(z.array(z.int().min(0).max(19)).max(20)).max(20),
  }),
  z.strictObject({
    do: z.literal('rate'),
    stars: z.int().min(1).max(5),
    comment: z.string().trim().max(500).optional(),
  }),
  z.strictObject({ do: z.literal('leave') }),
  z.strictObject({
    do: z.literal('poll-create'),
    name: text(200),
    questions: z
      .array(
        z.strictObject({
          question: text(500),
          answers: z.array(text(200)).min(2).max(20),
          multiple: z.boolean().default(false),
        }),
      )
      .min(1)
      .max(20),
  }),
  z.strictObject({ do: z.literal('poll-open'), poll: id }),
  z.strictObject({ do: z.literal('poll-close'), poll: id }),
  /** Lets everybody see the results. */
  z.strictObject({ do: z.literal('poll-share'), poll: id }),
  z.strictObject({ do: z.literal('poll-delete'), poll: id }),
  z.strictObject({ do: z.literal('start') }),
  /** Ends the meeting for everybody. */
  z.strictObject({ do: z.literal('end') }),
  z.strictObject({ do: z.literal('lobby'), enabled: z.boolean() }),
  /** Lets one person in from the lobby, or all when `person` is absent. */
  z.strictObject({ do: z.literal('admit'), person: id.optional() }),
  z.strictObject({ do: z.literal('remove'), person: id }),
  z.strictObject({ do: z.literal('lower-hand'), person: id }),
  z.strictObject({ do: z.literal('role'), person: id, role: z.enum(['listener', 'presenter']) }),
  z.strictObject({ do: z.literal('recorder'), on: z.boolean() }),
  z.strictObject({ do: z.literal('ping') }),
]);

export type Command = z.output<typeof command>;

/** What roles may do beside listening, chatting, voting and raising a hand. */
export type Power = 'poll' | 'lobby' | 'admit' | 'remove' | 'hands' | 'roles' | 'start' | 'end' | 'recorder';

export interface Person {
  /** Of the visit; `attendees[].id` of the API. */
  readonly id: number;
  readonly nickname: string;
  readonly role: Role;
  /** People in the lobby are shown to those who may admit. */
  readonly state: 'lobby' | 'inside';
  /** Epoch milliseconds; null when it is down. Hands are shown in this order. */
  readonly handRaisedAt: number | null;
}

export interface You extends Person {
  /** None in the lobby. */
  readonly powers: readonly Power[];
}

export interface RoomFacts {
  readonly name: string;
  readonly type: RoomType;
  readonly status: RoomStatus;
  /** Epoch milliseconds; null for a permanent room. */
  readonly startsAt: number | null;
  readonly timezone: string;
  readonly lobbyEnabled: boolean;
  readonly lobbyDescription: string | null;
  /** Whether the host has started the meeting. */
  readonly started: boolean;
  /** Since when the recorder runs, epoch milliseconds; null while it is off. */
  readonly recordingSince: number | null;
}

export interface ChatLine {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly nickname: string;
  readonly role: Role;
  readonly text: string;
}

export interface PollView {
  readonly id: number;
  readonly name: string;
  readonly state: 'draft' | 'open' | 'closed';
  readonly resultsShared: boolean;
  readonly questions: readonly {
    readonly question: string;
    readonly multiple: boolean;
    /** `votes` is null for those who may not see the results yet. */
    readonly answers: readonly { readonly value: string; readonly votes: number | null }[];
  }[];
  /** How many people have voted. */
  readonly voters: number;
  /** The person's own vote; null before it. */
  readonly yours: readonly (readonly number[])[] | null;
}

/** What people run into without any fault of the page: haste, a full room, and what others did a moment before. */
export type RefusalCode = 'too-fast' | 'no-power' | 'full' | 'gone' | 'poll-changed' | 'too-many-polls';

/**
 * What the server tells a page. `scene` comes first and after each change of the person's own place or role; a `person`
 * with one's own id is oneself, with a hand up or down. After `bye` the server closes with 1000; after any other end the
 * page may come back with the same visit, and a refusal (403) then means that the visit is over.
 */
export type RoomEvent =
  | {
      readonly is: 'scene';
      readonly you: You;
      readonly room: RoomFacts;
      /** Only oneself while in the lobby. */
      readonly people: readonly Person[];
      /** The last 200 lines. */
      readonly chat: readonly ChatLine[];
      readonly polls: readonly PollView[];
      /** Server's time, epoch milliseconds: the sandbox clock may differ from the machine's. */
      readonly now: number;
    }
  | { readonly is: 'person'; readonly person: Person }
  | { readonly is: 'gone'; readonly person: number }
  | { readonly is: 'chat'; readonly line: ChatLine }
  | { readonly is: 'poll'; readonly poll: PollView }
  | { readonly is: 'poll-gone'; readonly poll: number }
  | { readonly is: 'room'; readonly room: RoomFacts }
  /** `why` is there where a person may have done it, so that pages say it in their language. */
  | { readonly is: 'refused'; readonly command: string; readonly message: string; readonly why?: RefusalCode }
  | { readonly is: 'rated' }
  | { readonly is: 'pong'; readonly now: number }
  /** The sandbox's clock was moved. */
  | { readonly is: 'clock'; readonly now: number }
  /** The visit is over; the page goes to its own address with `?bye=<reason>`, which says what comes next. */
  | { readonly is: 'bye'; readonly reason: LeaveReason };
