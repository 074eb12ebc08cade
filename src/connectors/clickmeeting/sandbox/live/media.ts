/**
 * Where sound and pictures of a room will come in: whoever carries them implements this and is told who may send and
 * receive. Nothing implements it yet; the room works without it.
 */
export interface Media {
  /** Somebody came inside, or what they may send changed. */
  admit(person: { readonly room: number; readonly visit: number; readonly maySend: boolean }): void;
  /** Somebody left or was removed. */
  release(person: { readonly room: number; readonly visit: number }): void;
  /** One signalling message of a page, opaque to the room; the answer goes back to the same page. */
  signal(visit: number, message: unknown): Promise<unknown>;
}
