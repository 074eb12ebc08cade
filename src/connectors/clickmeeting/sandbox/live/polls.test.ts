import { expect, test } from 'vitest';
import { openPage, stageOf, startRooms } from './page.fixture.ts';

const questions = [
  { question: 'Which one?', answers: ['One', 'Two', 'Three'] },
  { question: 'Which ones?', answers: ['A', 'B'], multiple: true },
];

async function withPoll() {
  const sandbox = await startRooms();
  const host = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  const anna = await openPage(sandbox, { nickname: 'Anna' });
  const bob = await openPage(sandbox, { nickname: 'Bob' });
  for (const { page } of [host, anna, bob]) await page.settled();
  host.page.do({ do: 'poll-create', name: 'Choice', questions });
  const { poll } = await host.page.next('poll');
  const reports = (visitId: number) => stageOf(sandbox).db.visits.get(visitId)?.polls;
  return { sandbox, host, anna, bob, poll, reports };
}

test('a draft is seen only by those who may make polls', async () => {
  const { sandbox, anna, poll } = await withPoll();
  expect(poll).toMatchObject({ state: 'draft', voters: 0, yours: null });
  expect(await anna.page.settled()).toEqual([]);
  const cem = await openPage(sandbox, { nickname: 'Cem' });
  expect(cem.scene.polls).toEqual([]);
  const presenter = await openPage(sandbox, { nickname: 'Pia', role: 'presenter' });
  expect(presenter.scene.polls).toMatchObject([{ id: poll.id, state: 'draft' }]);
  anna.page.do({ do: 'vote', poll: poll.id, choices: [[0], []] });
  expect((await anna.page.next('refused')).message).toBe(`poll: ${poll.id} is not open`);
});

test('results are hidden until they are shared, except from those who may make polls', async () => {
  const { host, anna, bob, poll } = await withPoll();
  host.page.do({ do: 'poll-open', poll: poll.id });
  expect((await anna.page.next('poll')).poll).toMatchObject({ state: 'open', yours: null });
  anna.page.do({ do: 'vote', poll: poll.id, choices: [[1], [0, 1]] });
  const mine = (await anna.page.next('poll')).poll;
  expect(mine).toMatchObject({ voters: 1, yours: [[1], [0, 1]] });
  expect(mine.questions[0]?.answers.map(({ votes }) => votes)).toEqual([null, null, null]);
  expect((await bob.page.next('poll', ({ poll: { voters } }) => voters === 1)).poll.yours).toBeNull();
  const seen = (await host.page.next('poll', ({ poll: { voters } }) => voters === 1)).poll;
  expect(seen.questions.map(({ answers }) => answers.map(({ votes }) => votes))).toEqual([
    [0, 1, 0],
    [1, 1],
  ]);
  host.page.do({ do: 'poll-share', poll: poll.id });
  const shared = (await bob.page.next('poll')).poll;
  expect(shared.resultsShared).toBe(true);
  expect(shared.questions[0]?.answers.map(({ votes }) => votes)).toEqual([0, 1, 0]);
});

test('a later vote replaces the earlier one, in the counts and in the report', async () => {
  const { host, anna, poll, reports } = await withPoll();
  host.page.do({ do: 'poll-open', poll: poll.id });
  await anna.page.next('poll');
  for (const place of [0, 2]) {
    anna.page.do({ do: 'vote', poll: poll.id, choices: [[place], []] });
    await anna.page.next('poll');
  }
  const seen = (
    await host.page.next(
      'poll',
      ({
        poll: {
          yours,
          questions: [first],
        },
      }) => yours === null && first?.answers[2]?.votes === 1,
    )
  ).poll;
  expect(seen.voters).toBe(1);
  expect(reports(anna.visit.id)).toEqual([
    {
      name: 'Choice',
      questions: [
        { question: 'Which one?', answers: [{ value: 'Three', points: 0 }] },
        { question: 'Which ones?', answers: [] },
      ],
    },
  ]);
});

test('a closed poll takes no votes until it is opened again, and keeps those it has', async () => {
  const { host, anna, poll } = await withPoll();
  host.page.do({ do: 'poll-open', poll: poll.id });
  anna.page.do({ do: 'ping' });
  await anna.page.next('poll');
  anna.page.do({ do: 'vote', poll: poll.id, choices: [[0], []] });
  await anna.page.next('poll');
  host.page.do({ do: 'poll-close', poll: poll.id });
  expect((await anna.page.next('poll')).poll.state).toBe('closed');
  anna.page.do({ do: 'vote', poll: poll.id, choices: [[1], []] });
  expect((await anna.page.next('refused')).message).toBe(`poll: ${poll.id} is not open`);
  host.page.do({ do: 'poll-open', poll: poll.id });
  expect((await anna.page.next('poll')).poll).toMatchObject({ state: 'open', voters: 1, yours: [[0], []] });
});

test('a deleted poll is gone for everybody, and out of the report', async () => {
  const { sandbox, host, anna, poll, reports } = await withPoll();
  host.page.do({ do: 'poll-open', poll: poll.id });
  await anna.page.next('poll');
  anna.page.do({ do: 'vote', poll: poll.id, choices: [[0], []] });
  await anna.page.next('poll');
  host.page.do({ do: 'poll-delete', poll: poll.id });
  expect(await anna.page.next('poll-gone')).toEqual({ is: 'poll-gone', poll: poll.id });
  expect(reports(anna.visit.id)).toEqual([]);
  expect(stageOf(sandbox).db.votes.count()).toBe(0);
});

test('in the next meeting a poll begins without votes, and the old report stays', async () => {
  const { sandbox, host, anna, poll, reports } = await withPoll();
  host.page.do({ do: 'poll-open', poll: poll.id });
  await anna.page.next('poll');
  anna.page.do({ do: 'vote', poll: poll.id, choices: [[0], []] });
  await anna.page.next('poll');
  host.page.do({ do: 'end' });
  await anna.page.next('bye');
  const again = await openPage(sandbox, { nickname: 'Hal', role: 'host' });
  expect(again.scene.polls).toMatchObject([{ state: 'closed', voters: 1 }]);
  again.page.do({ do: 'poll-open', poll: poll.id });
  expect((await again.page.next('poll', ({ poll: { state } }) => state === 'open')).poll.voters).toBe(0);
  expect(reports(anna.visit.id)).toHaveLength(1);
});

test('who comes back counts once', async () => {
  const { sandbox, host, anna, poll, reports } = await withPoll();
  host.page.do({ do: 'poll-open', poll: poll.id });
  await anna.page.next('poll');
  anna.page.do({ do: 'vote', poll: poll.id, choices: [[0], []] });
  await anna.page.next('poll');
  anna.page.do({ do: 'leave' });
  await anna.page.closed();
  const { visitorKey } = anna.visit;
  const back = await openPage(sandbox, { nickname: 'Anna', visitorKey });
  expect(back.scene.polls).toMatchObject([{ yours: [[0], []] }]);
  back.page.do({ do: 'vote', poll: poll.id, choices: [[1], []] });
  expect((await back.page.next('poll')).poll.voters).toBe(1);
  expect(reports(anna.visit.id)).toEqual([]);
  expect(reports(back.visit.id)).toHaveLength(1);
});

test.each([
  ['a poll of another room', { poll: 49_999, choices: [[0], []] }, 'poll: this room has no poll 49999'],
  ['too few questions', { choices: [[0]] }, 'choices: the poll has 2 questions, not 1'],
  ['two answers where one may be chosen', { choices: [[0, 1], []] }, 'choices[0]: only one answer may be chosen'],
  ['an answer twice', { choices: [[], [1, 1]] }, 'choices[1]: an answer is there twice'],
  ['an answer that is not there', { choices: [[3], []] }, 'choices[0]: there is no answer 3'],
  ['nothing', { choices: [[], []] }, 'choices: choose at least one answer'],
])('a vote for %s is refused and says why', async (_, vote, message) => {
  const { sandbox, host, anna, poll } = await withPoll();
  const { db } = stageOf(sandbox);
  const strange = { ...(db.polls.get(poll.id) ?? expect.unreachable()), id: 49_999, roomId: 10_003 };
  db.polls.insert({ ...strange, state: 'open' });
  host.page.do({ do: 'poll-open', poll: poll.id });
  await anna.page.next('poll');
  anna.page.do({ do: 'vote', poll: poll.id, ...vote });
  expect(await anna.page.next('refused')).toMatchObject({ is: 'refused', command: 'vote', message });
  expect(db.votes.count()).toBe(0);
});

test.each([
  ['one answer', { answers: ['Yes'] }, 'questions[0].answers: expected at least 2 items'],
  ['the same answer twice', { answers: ['Yes', 'No', 'Yes'] }, 'questions[0].answers: "Yes" is there twice'],
  ['an empty question', { question: '  ' }, 'questions[0].question: expected at least 1 character'],
])('a poll with %s is refused', async (_, part, message) => {
  const { sandbox, host } = await withPoll();
  host.page.do({ do: 'poll-create', name: 'P', questions: [{ question: 'Q', answers: ['1', '2'], ...part }] });
  expect(await host.page.next('refused')).toEqual({ is: 'refused', command: 'poll-create', message });
  expect(stageOf(sandbox).db.polls.count()).toBe(1);
});

test('a room has a hundred polls at most', async () => {
  const { sandbox, host, poll } = await withPoll();
  const { db } = stageOf(sandbox);
  const one = db.polls.get(poll.id) ?? expect.unreachable();
  for (let id = 1; id < 100; id += 1) db.polls.insert({ ...one, id });
  host.page.do({ do: 'poll-create', name: 'P', questions });
  expect((await host.page.next('refused')).message).toBe('A room can have 100 polls; delete one first');
});
