/** Signs what leaves the gateway and comes back by way of a client, so that any node knows its own. It is signed, not hidden. */
export interface Signatures {
  /** `purpose` keeps what was signed for one thing from being taken for another. */
  sign(purpose: string, payload: string): string;
  /** The payload; undefined for what was not signed here for this purpose. */
  open(purpose: string, signed: string): string | undefined;
}
