import type { Visit } from './entities.ts';
import { castVote, closePoll, createPoll, openPoll } from './live/polls.ts';
import type { Poll } from './poll-entities.ts';
import type { Stage } from './visits.ts';

type Plan = Omit<Parameters<typeof createPoll>[1], 'do'>;
type Question = Plan['questions'][number];

const single = (question: string, ...answers: string[]): Question => ({ question, multiple: false, answers });

const plans: readonly Plan[] = [
  {
    name: 'Feedback',
    questions: [single('How do you like the session?', 'Very much', 'It is all right', 'Not at all')],
  },
  {
    name: 'Next topics',
    questions: [
      single('When should we meet again?', 'Next week', 'Next month'),
      {
        question: 'What should we talk about?',
        multiple: true,
        answers: ['Prices', 'Security', 'Integrations', 'Something else'],
      },
    ],
  },
  { name: 'Quiz', questions: [single('What is the capital of Poland?', 'Kraków', 'Warszawa', 'Łódź')] },
];

/** As many polls as a played session can have. */
export const mostPlayedPolls = plans.length;

/** Plays polls of a session that runs: the host opens each, most people vote, and it is closed. */
export function playPolls(
  stage: Stage,
  people: { readonly host: Visit; readonly voters: readonly Visit[] },
  { count, at }: { readonly count: number; readonly at: number },
): void {
  const actorOf = (visit: Visit) => ({ stage, visit, at });
  const host = actorOf(people.host);
  for (const plan of plans.slice(0, count)) {
    const poll = pollNamed(stage, people.host.roomId, plan.name) ?? createPoll(host, { do: 'poll-create', ...plan });
    openPoll(host, { do: 'poll-open', poll: poll.id });
    for (const voter of people.voters) {
      // A fifth of the people does not vote.
      if (stage.world.random.int(1, 5) === 1) continue;
      castVote(actorOf(voter), {
        do: 'vote',
        poll: poll.id,
        choices: poll.questions.map((asked) => choose(stage, asked)),
      });
    }
    closePoll(host, { do: 'poll-close', poll: poll.id });
  }
}

/** A poll of the room that an earlier session left; it is opened anew. */
function pollNamed({ db }: Stage, roomId: number, name: string): Poll | undefined {
  return db.polls.first({ where: { roomId, name } });
}

function choose({ world }: Stage, { multiple, answers }: Poll['questions'][number]): number[] {
  const first = world.random.int(0, answers.length - 1);
  const second = world.random.int(0, answers.length - 1);
  return multiple && second !== first ? [first, second].sort() : [first];
}
