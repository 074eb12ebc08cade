/** What the search keeps: vectors of texts under the digests of the texts, the same for everybody who has such a text. */
export interface EmbeddingStorage {
  /** Those that there are, by digest, as signed bytes. Notes that they are in use. */
  get(model: string, digests: readonly string[], now: number): Promise<ReadonlyMap<string, Int8Array>>;
  /** Replaces those that there are. */
  put(
    model: string,
    rows: readonly { readonly digest: string; readonly vector: Int8Array }[],
    now: number,
  ): Promise<void>;
  /** Deletes those that nobody got since then, those of other models too. Returns how many. */
  deleteUnseen(seenBefore: number, limit: number): Promise<number>;
}

export interface SearchStorage {
  readonly embeddings: EmbeddingStorage;
}
