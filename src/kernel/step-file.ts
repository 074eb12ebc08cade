import type { FileRef } from './http.ts';

/** A text file that is written in steps. After a crash the same work, begun again, goes on behind its last step. */
export interface StepFile {
  readonly name: string;
  readonly contentType: string;
  /** Tells this work from all others that the same action does on the same connection. */
  readonly work: string;
  /** The steps that follow the last one that was kept; all of them when none was. */
  steps(kept: KeptStep | undefined): AsyncIterable<Step>;
}

export interface KeptStep {
  readonly state: unknown;
  /** How long ago it was kept. */
  readonly ageMs: number;
}

export interface Step {
  readonly text: string;
  /** Where the work is after this step, as JSON; kept together with the text, so that none of it is lost or there twice. */
  readonly state: unknown;
  /** What was kept before is thrown away: the work began anew. */
  readonly isAnew?: boolean;
}

export interface SavedSteps {
  readonly file: FileRef;
  /** Of the last step that the file has; undefined when there was none. */
  readonly state: unknown;
  /** A further step would have made the file larger than files may be, so it ends before it. */
  readonly isFull: boolean;
}
