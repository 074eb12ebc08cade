/** How long the server waits for its clients. Units: ms. */
export interface Patience {
  /** For the address and headers of a request. */
  readonly headersMs: number;
  /** For a body that is read whole; whoever sends slower keeps a connection busy for nothing. */
  readonly bodyMs: number;
  /** For the rest of a request that is answered already: a client that is still sending sees the answer only when that is read. */
  readonly drainMs: number;
  /** While nothing moves on a connection. Long polls take up to 60 s, and streams write every 15 s. */
  readonly silenceMs: number;
  /** For the next request of a connection. */
  readonly keepAliveMs: number;
}

export const usualPatience: Patience = {
  headersMs: 20_000,
  bodyMs: 60_000,
  drainMs: 10_000,
  silenceMs: 10 * 60_000,
  keepAliveMs: 30_000,
};
