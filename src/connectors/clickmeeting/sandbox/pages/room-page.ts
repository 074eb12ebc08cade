import type { PageLanguage, Words } from './words/words.ts';

/** What the script of a room's page is told. */
export interface RoomPage {
  readonly place: 'lobby' | 'inside';
  /** Where the live connection is made. */
  readonly socket: string;
  /** The page's own address, for coming back and for going on to other pages of the room. */
  readonly address: string;
  readonly lang: PageLanguage;
  readonly words: Words['room'] & { readonly roles: Words['roles'] };
  /** Names of the files that the room's library holds. */
  readonly files: readonly string[];
}
