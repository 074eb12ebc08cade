import { describeIssues, issuesOf, nearestName } from '../../../../kernel/issues.ts';
import type { Visit } from '../entities.ts';
import { leave, type Stage, say } from '../visits.ts';
import { limitsOf } from './limits.ts';
import * as meeting from './meeting.ts';
import { type Page, textOf } from './open-room.ts';
import { castVote, closePoll, createPoll, deletePoll, openPoll, sharePoll } from './polls.ts';
import { may } from './powers.ts';
import { type Command, command, type Power, type RoomEvent } from './protocol.ts';
import { Refused } from './refused.ts';

type Name = Command['do'];

/** Who gives a command, and when by the sandbox's clock. */
export interface Actor {
  readonly stage: Stage;
  readonly visit: Visit;
  readonly at: number;
}

/** What a command does; the event that it gives goes to the page that sent it. What it writes is told to all by itself. */
type Do<N extends Name> = (actor: Actor, command: Extract<Command, { do: N }>) => RoomEvent | undefined;

/** For what gives no answer of its own. */
function quietly<N extends Name>(act: (actor: Actor, command: Extract<Command, { do: N }>) => unknown): Do<N> {
  return (actor, asked) => {
    act(actor, asked);
    return undefined;
  };
}

const doing: { readonly [N in Name]: Do<N> } = {
  chat: quietly(({ stage, visit, at }, { text }) => say(stage, visit, text, at)),
  hand: quietly((actor, { raised }) => meeting.moveHand(actor, raised)),
  vote: quietly(castVote),
  rate: meeting.rate,
  leave: quietly(({ stage, visit, at }) => leave(stage, visit.id, at)),
  'poll-create': quietly(createPoll),
  'poll-open': quietly(openPoll),
  'poll-close': quietly(closePoll),
  'poll-share': quietly(sharePoll),
  'poll-delete': quietly(deletePoll),
  start: quietly(meeting.start),
  end: quietly(meeting.end),
  lobby: quietly(meeting.setLobby),
  admit: quietly(meeting.admit),
  remove: quietly(meeting.remove),
  'lower-hand': quietly(meeting.lowerHand),
  role: quietly(meeting.changeRole),
  recorder: quietly(meeting.setRecorder),
  ping: ({ at }) => ({ is: 'pong', now: at }),
};

const powerFor: Readonly<Partial<Record<Name, Power>>> = {
  'poll-create': 'poll',
  'poll-open': 'poll',
  'poll-close': 'poll',
  'poll-share': 'poll',
  'poll-delete': 'poll',
  start: 'start',
  end: 'end',
  lobby: 'lobby',
  admit: 'admit',
  remove: 'remove',
  'lower-hand': 'hands',
  role: 'roles',
  recorder: 'recorder',
};

/** What those in the lobby may do too. */
const ofEverybody: readonly Name[] = ['leave', 'ping'];

/** Does what a page asks for, or tells it why not; nothing of a refused command is kept. */
export function answerCommand(stage: Stage, page: Page, text: string): void {
  let name = '';
  try {
    if (!limitsOf(stage.world, page.visitId).commands.allows())
      throw new Refused('Too many commands; wait a second', { why: 'too-fast' });
    const given = read(text);
    name = nameIn(given);
    const asked = parse(given);
    const answer = stage.world.store.transaction(() => execute(stage, page, asked));
    if (answer !== undefined) page.send(textOf(answer));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { message, why } = error;
    page.send(textOf({ is: 'refused', command: name, message, ...(why === undefined ? {} : { why }) }));
  }
}

function execute(stage: Stage, page: Page, asked: Command): RoomEvent | undefined {
  const visit = stage.db.visits.get(page.visitId);
  if (visit === undefined || visit.state === 'left')
    throw new Refused('You are not in this room any more', { why: 'gone' });
  if (visit.state === 'lobby' && !ofEverybody.includes(asked.do)) throw new Refused('You are still in the lobby');
  const power = powerFor[asked.do];
  if (power !== undefined && !may(visit.role, power)) {
    throw new Refused(`Your role ${visit.role} does not allow ${asked.do}`, { why: 'no-power' });
  }
  if (asked.do === 'chat' && !limitsOf(stage.world, page.visitId).lines.allows()) {
    throw new Refused('Too many chat lines; wait a second', { why: 'too-fast' });
  }
  // The table pairs each name with its own command; the compiler cannot follow that through a look-up.
  const act = doing[asked.do] as Do<Name>;
  return act({ stage, visit, at: stage.world.clock.now() }, asked as never);
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refused('A command is a JSON object such as {"do":"ping"}', { cause });
  }
}

const maxShownName = 40;

function nameIn(given: unknown): string {
  const name = typeof given === 'object' && given !== null && 'do' in given ? given.do : undefined;
  return typeof name === 'string' ? name.slice(0, maxShownName) : '';
}

function parse(given: unknown): Command {
  const { success, data, error } = command.safeParse(given);
  if (success) return data;
  const name = nameIn(given);
  const schema = command.options.find((option) => option.shape.do.value === name);
  if (schema !== undefined) throw new Refused(describeIssues(issuesOf(error, schema, given)));
  const nearest = nearestName(name, Object.keys(doing));
  const hint = nearest === undefined ? '' : `, did you mean '${nearest}'?`;
  throw new Refused(name === '' ? 'do: required, the name of a command' : `do: no command '${name}'${hint}`);
}
