/** Collection `polls`. */
export interface Poll {
  readonly id: number;
  readonly roomId: number;
  /** The session in which it was opened last; null for a draft. */
  readonly sessionId: number | null;
  readonly name: string;
  readonly questions: readonly {
    readonly question: string;
    readonly multiple: boolean;
    readonly answers: readonly string[];
  }[];
  readonly state: 'draft' | 'open' | 'closed';
  readonly resultsShared: boolean;
  readonly createdAt: number;
}

/** Collection `votes`: one document for a person and poll. */
export interface Vote {
  /** `pollId:visitorKey`. */
  readonly id: string;
  readonly pollId: number;
  readonly visitId: number;
  /** Chosen answers of each question, by their place. */
  readonly choices: readonly (readonly number[])[];
  readonly votedAt: number;
}

export interface PollAnswer {
  readonly value: string;
  readonly points: number;
}

export interface PollResult {
  readonly name: string;
  readonly questions: readonly { readonly question: string; readonly answers: readonly PollAnswer[] }[];
}
