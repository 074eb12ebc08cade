import type { Command, Power, RoomEvent, RoomFacts, You } from '../../live/protocol.ts';
import type { RoomPage } from '../room-page.ts';

export type Scene = Extract<RoomEvent, { is: 'scene' }>;

/** What a narrow screen shows one at a time. */
export type Panel = 'chat' | 'people' | 'polls' | 'scene';

/** What every part of the room works with. */
export interface Stage {
  readonly page: RoomPage;
  readonly words: RoomPage['words'];
  /** Says whether the command went out; without a connection it does not. */
  readonly send: (command: Command) => boolean;
  readonly may: (power: Power) => boolean;
  /** Tells those who hear the page. */
  readonly announce: (text: string) => void;
  /** Marks a panel that has something new, where only one is in sight at a time. */
  readonly notice: (panel: Panel) => void;
  /** The server's time, epoch milliseconds. */
  readonly now: () => number;
}

/** One part of the room's page. */
export interface Part {
  readonly root: HTMLElement;
  /** Everything anew: at the start, after a lost connection, and when one's own role changes. */
  reset(scene: Scene): void;
  /** Room and person as they are after an event. */
  refresh?(room: RoomFacts, you: You): void;
}

/** Text of the hour and minute in the visitor's own zone. */
export function timeOfDay(atMs: number, lang: string): string {
  return new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit' }).format(atMs);
}

/** `2:05`, or `1:02:05` from an hour on. */
export function lengthText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
