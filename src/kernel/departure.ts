/**
 * Tells when the caller goes away. An AbortSignal is one; a lighter thing will do where thousands wait, because a signal with a listener
 * costs kilobytes.
 */
export interface Departure {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
