/**
 * Where sound and pictures of a room will come in: whoever carries them is told who is inside and who may send.
 * Nothing implements it yet; the room works without it.
 */
export interface Media {
  /** Somebody with a page open is inside, or what they may send has changed. */
  admit(person: { readonly room: number; readonly visit: number; readonly maySend: boolean }): void;
  /** Somebody left, was removed, or is back in the lobby. */
  release(person: { readonly room: number; readonly visit: number }): void;
}
