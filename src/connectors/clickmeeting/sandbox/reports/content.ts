import type { ChatMessage, ReportLanguage, Room, Session, Visit } from '../entities.ts';
import type { Poll } from '../poll-entities.ts';

/** What a report tells. */
export interface ReportContent {
  readonly room: Room;
  readonly session: Session;
  readonly visits: readonly Visit[];
  readonly chat: readonly ChatMessage[];
  /** Those of the session, drafts left out. */
  readonly polls: readonly Poll[];
  readonly lang: ReportLanguage;
  /** When it is made; epoch milliseconds. */
  readonly madeAt: number;
}
