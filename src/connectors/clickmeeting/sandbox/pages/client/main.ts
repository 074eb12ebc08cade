import type { RoomEvent, You } from '../../live/protocol.ts';
import type { RoomPage } from '../room-page.ts';
import { Connection } from './connection.ts';
import { el, find, setText } from './dom.ts';
import { keepLobby } from './lobby.ts';
import type { Stage } from './page.ts';
import { type LiveRoom, liveRoom } from './room.ts';
import { showLocalTimes } from './times.ts';

showLocalTimes();
const main = find('main[data-room]');
if (main !== undefined) goLive(main);

/** Connects a lobby or a room, and puts the live room in the page's place once inside. */
function goLive(main: HTMLElement): void {
  // The server of this very page wrote it.
  const page = JSON.parse(main.dataset['room'] ?? '') as RoomPage;
  // A link with a secret in it should stay neither in sight nor in the history.
  history.replaceState(null, '', page.address);
  const { words } = page;
  const spoken = el('p', { class: 'hidden', 'aria-live': 'polite' });
  const banner = el('p', { class: 'banner', role: 'status', hidden: true });
  document.body.append(spoken);
  let you: You | undefined;
  let clockAheadMs = 0;
  let room: LiveRoom | undefined;
  const stage: Stage = {
    page,
    words,
    send: (command) => connection.send(command),
    may: (power) => you?.powers.includes(power) ?? false,
    announce: (text) => setText(spoken, text),
    notice: (panel) => room?.notice(panel),
    now: () => Date.now() + clockAheadMs,
  };
  const enter = (scene: Extract<RoomEvent, { is: 'scene' }>): void => {
    you = scene.you;
    clockAheadMs = scene.now - Date.now();
    if (scene.you.state === 'lobby') {
      if (page.place === 'lobby' && room === undefined) keepLobby(scene.room);
      else goTo(page.address);
      return;
    }
    if (room === undefined) {
      room = liveRoom(stage, (changed) => {
        you = changed;
      });
      document.body.classList.add('live');
      main.replaceChildren(banner, room.root);
    }
    room.reset(scene);
  };
  const listener = (event: RoomEvent): void => {
    if (event.is === 'scene') enter(event);
    else if (event.is === 'clock' || event.is === 'pong') clockAheadMs = event.now - Date.now();
    else if (event.is === 'bye') goTo(page.address, { bye: event.reason });
    else if (room !== undefined) room.apply(event);
    else if (event.is === 'room') keepLobby(event.room);
  };
  const connection = new Connection(page, {
    event: listener,
    state: (state) => showConnection(state, { banner, words }),
  });
}

function showConnection(
  state: 'connecting' | 'open' | 'lost',
  { banner, words }: { readonly banner: HTMLElement; readonly words: RoomPage['words'] },
): void {
  const text = { connecting: words.connecting, open: '', lost: words.lost }[state];
  banner.hidden = text === '';
  setText(banner, text);
  const plain = find('[data-connection]');
  if (plain !== undefined) setText(plain, text);
}

function goTo(address: string, extra: Readonly<Record<string, string>> = {}): void {
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(extra)) url.searchParams.set(name, value);
  location.replace(url);
}
