import { openSessionOf, type Stage } from './visits.ts';

/** What turning a room's lobby on or off means for the meeting that runs: turned on, it holds newcomers until they are admitted. */
export function guardMeeting(stage: Stage, roomId: number, isLobbyOn: boolean): void {
  const session = openSessionOf(stage, roomId);
  if (session === undefined) return;
  stage.db.sessions.update(session.id, { guarded: isLobbyOn && session.startedByHostAt !== null });
}
