/** The tables of the search, as both engines store them. */
export interface SearchTables {
  embeddings: EmbeddingsTable;
}

export interface EmbeddingsTable {
  model: string;
  /** SHA-256 of the text. */
  digest: string;
  /** Signed bytes in base64. */
  vector: string;
  seen_at: number;
}
