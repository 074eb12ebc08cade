import type { Visit } from '../entities.ts';
import type { Poll, PollResult } from '../poll-entities.ts';
import type { Stage } from '../visits.ts';
import type { Actor } from './commands.ts';
import { sessionOf } from './meeting.ts';
import { voteIdOf } from './poll-board.ts';
import type { Command } from './protocol.ts';
import { Refused } from './refused.ts';

type Given<N extends Command['do']> = Extract<Command, { do: N }>;

const maxPolls = 100;

function pollOf({ stage, visit }: Actor, id: number): Poll {
  const poll = stage.db.polls.get(id);
  if (poll?.roomId === visit.roomId) return poll;
  throw new Refused(`poll: this room has no poll ${id}`, { why: 'poll-changed' });
}

export function createPoll({ stage, visit, at }: Actor, { name, questions }: Given<'poll-create'>): Poll {
  const { db, world } = stage;
  if (db.polls.count({ roomId: visit.roomId }) >= maxPolls) {
    throw new Refused(`A room can have ${maxPolls} polls; delete one first`, { why: 'too-many-polls' });
  }
  questions.forEach(({ answers }, at) => {
    const twice = answers.find((answer, place) => answers.indexOf(answer) < place);
    if (twice !== undefined) throw new Refused(`questions[${at}].answers: ${JSON.stringify(twice)} is there twice`);
  });
  return db.polls.insert({
    id: world.store.nextId('polls', 40_001),
    roomId: visit.roomId,
    sessionId: null,
    name,
    questions,
    state: 'draft',
    resultsShared: false,
    createdAt: at,
  });
}

/** Opens a draft, or a closed poll once more; in another session than before it begins without votes. */
export function openPoll(actor: Actor, { poll: id }: Given<'poll-open'>): void {
  const { db } = actor.stage;
  const poll = pollOf(actor, id);
  const session = sessionOf(actor);
  if (poll.state === 'open') return;
  const isAnew = poll.sessionId !== session.id;
  if (isAnew) db.votes.deleteWhere({ pollId: id });
  const resultsShared = poll.resultsShared && !isAnew;
  db.polls.update(id, { state: 'open', sessionId: session.id, resultsShared });
}

export function closePoll(actor: Actor, { poll: id }: Given<'poll-close'>): void {
  const { state } = pollOf(actor, id);
  if (state === 'draft') throw new Refused(`poll: ${id} was not opened`);
  if (state === 'open') actor.stage.db.polls.update(id, { state: 'closed' });
}

export function sharePoll(actor: Actor, { poll: id }: Given<'poll-share'>): void {
  const { state, resultsShared } = pollOf(actor, id);
  if (state === 'draft') throw new Refused(`poll: ${id} was not opened, so it has no results`);
  if (!resultsShared) actor.stage.db.polls.update(id, { resultsShared: true });
}

/** The answers given in this session go with it; reports of past sessions keep theirs. */
export function deletePoll(actor: Actor, { poll: id }: Given<'poll-delete'>): void {
  const { stage } = actor;
  const { db } = stage;
  pollOf(actor, id);
  const session = sessionOf(actor);
  const voters = db.votes.find({ where: { pollId: id } }).map(({ visitId }) => visitId);
  db.votes.deleteWhere({ pollId: id });
  db.polls.delete(id);
  for (const visitId of voters) {
    const visit = db.visits.get(visitId);
    if (visit?.sessionId === session.id) noteAnswers(stage, visit);
  }
}

/** A vote of the same browser replaces its earlier one. */
export function castVote(actor: Actor, { poll: id, choices }: Given<'vote'>): void {
  const { stage, visit, at } = actor;
  const { db } = stage;
  const poll = pollOf(actor, id);
  if (poll.state !== 'open') throw new Refused(`poll: ${id} is not open`, { why: 'poll-changed' });
  refuseWrongChoices(poll, choices);
  const voteId = voteIdOf(id, visit.visitorKey);
  const before = db.votes.get(voteId);
  if (before === undefined) db.votes.insert({ id: voteId, pollId: id, visitId: visit.id, choices, votedAt: at });
  else db.votes.update(voteId, { visitId: visit.id, choices, votedAt: at });
  noteAnswers(stage, visit);
  const earlier = before === undefined || before.visitId === visit.id ? undefined : db.visits.get(before.visitId);
  // Who came again counts once.
  if (earlier?.sessionId === visit.sessionId) noteAnswers(stage, earlier);
}

function refuseWrongChoices({ questions }: Poll, choices: Given<'vote'>['choices']): void {
  if (choices.length !== questions.length) {
    throw new Refused(`choices: the poll has ${questions.length} questions, not ${choices.length}`);
  }
  questions.forEach(({ multiple, answers }, at) => {
    const chosen = choices[at] ?? [];
    if (!multiple && chosen.length > 1) throw new Refused(`choices[${at}]: only one answer may be chosen`);
    if (new Set(chosen).size < chosen.length) throw new Refused(`choices[${at}]: an answer is there twice`);
    const wrong = chosen.find((place) => place >= answers.length);
    if (wrong !== undefined) throw new Refused(`choices[${at}]: there is no answer ${wrong}`);
  });
  if (choices.every((chosen) => chosen.length === 0)) throw new Refused('choices: choose at least one answer');
}

/** Writes somebody's answers where the API reports them: `attendees[].polls`. */
function noteAnswers({ db }: Stage, visit: Visit): void {
  const votes = db.votes.find({ where: { visitId: visit.id }, orderBy: 'pollId' });
  const polls = votes.flatMap(({ pollId, choices }): PollResult[] => {
    const poll = db.polls.get(pollId);
    return poll === undefined ? [] : [resultOf(poll, choices)];
  });
  db.visits.update(visit.id, { polls });
}

function resultOf({ name, questions }: Poll, choices: readonly (readonly number[])[]): PollResult {
  return {
    name,
    questions: questions.map(({ question, answers }, at) => ({
      question,
      // Points are what answers of a test earn; those of a poll earn none.
      answers: (choices[at] ?? []).map((place) => ({ value: answers[place] ?? '', points: 0 })),
    })),
  };
}
