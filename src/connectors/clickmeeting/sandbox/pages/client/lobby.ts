import type { RoomFacts } from '../../live/protocol.ts';
import { find, setText } from './dom.ts';

/** Keeps the lobby's page as the room is: its text, its start, and why one waits. */
export function keepLobby({ lobbyDescription, startsAt, started }: RoomFacts): void {
  const text = find('[data-lobby-text]');
  if (text !== undefined) {
    setText(text, lobbyDescription ?? '');
    text.hidden = (lobbyDescription ?? '') === '';
  }
  const why = find('[data-why]');
  if (why !== undefined && started) setText(why, why.dataset['started'] ?? '');
  const shown = find('[data-local]')?.dataset['local'];
  if (String(startsAt ?? '') !== (shown ?? '')) location.reload();
}
