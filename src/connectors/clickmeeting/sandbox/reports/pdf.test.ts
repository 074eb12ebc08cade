import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';
import { openCollections } from '../collections.ts';
import type { ChatMessage, Visit } from '../entities.ts';
import type { ReportContent } from './content.ts';
import { renderReport } from './pdf.ts';
import { textOfPdf } from './pdf-text.fixture.ts';

/** The report of the seeded session with parts changed. */
async function textWith(change: (content: ReportContent) => Partial<ReportContent>): Promise<string> {
  const { sandbox } = await bootApi();
  const db = openCollections(sandbox.world.store);
  const room = db.rooms.get(10005) ?? expect.unreachable();
  const session = db.sessions.get(20001) ?? expect.unreachable();
  const content: ReportContent = {
    room,
    session,
    visits: db.visits.find({ where: { sessionId: 20001 } }),
    chat: db.chatMessages.find({ where: { sessionId: 20001 } }),
    polls: [],
    lang: 'en',
    madeAt: sandbox.world.clock.now(),
  };
  return textOfPdf(await renderReport({ ...content, ...change(content) }));
}

const first = <T>(list: readonly T[]): T => list[0] ?? expect.unreachable();
const named = (visits: readonly Visit[], nickname: string): Visit[] => [{ ...first(visits), nickname }];
const said = (chat: readonly ChatMessage[], text: string): ChatMessage[] => [{ ...first(chat), text }];

test('a session without people, chat and polls has a report that says so', async () => {
  const text = await textWith(({ session }) => ({ visits: [], chat: [], session: { ...session, maxVisitors: 0 } }));
  for (const part of ['Nobody came.', 'Nobody rated', 'There was no poll.', 'Nobody wrote', '1 / 1']) {
    expect(text).toContain(part);
  }
});

test('a thousand people are all in it, on pages that repeat the head of the table', async () => {
  const text = await textWith(({ visits }) => ({
    visits: Array.from({ length: 1000 }, (_, index) => ({
      ...first(visits),
      email: `p${index}@example.com`,
      nickname: `Person ${index}`,
    })),
  }));
  for (const part of ['Person 0', 'p499@example.com', 'p999@example.com']) expect(text).toContain(part);
  const pages = Number(/\n1 \/ (\d+)\n/.exec(text)?.[1]);
  expect(pages).toBeGreaterThan(20);
  expect(text.match(/\nEntered\n/g)?.length).toBeGreaterThan(20);
});

test('names of many scripts are in it, and what its font lacks as codes with a word about them', async () => {
  const text = await textWith(({ visits }) => ({ visits: named(visits, 'Łucja Ελένη Дмитрий 張 𝓐𝓭𝓪') }));
  expect(text.replaceAll('\n', '')).toContain('Łucja Ελένη Дмитрий [U+5F35] Ada');
  expect(text).toContain('is given by its Unicode code');
  expect(await textWith(() => ({}))).not.toContain('Unicode');
});

test('a long name, a long word and a long message are whole', async () => {
  const word = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(5);
  const text = await textWith(({ visits, chat }) => ({
    visits: named(visits, word),
    chat: said(chat, 'All of it. '.repeat(180)),
  }));
  const joined = text.replaceAll('\n', '');
  expect(joined).toContain(word);
  expect(joined.match(/All of it\./g)).toHaveLength(180);
});

test('answers that nobody chose are among the results of a poll', async () => {
  const question = { question: 'What should come first?', multiple: false, answers: ['Faster search', 'Nothing'] };
  const poll = { id: 1, roomId: 10005, sessionId: 20001, name: 'Roadmap', questions: [question] };
  const text = await textWith(() => ({
    polls: [{ ...poll, state: 'closed', resultsShared: false, createdAt: 0 } as const],
  }));
  expect(text).toMatch(/Faster search\s+2 {2}\(67%\)/);
  expect(text).toMatch(/Nothing\s+0 {2}\(0%\)/);
});

test('the heading of polls is on the page of the first question, however long that is', async () => {
  const question = { question: 'HOW WAS IT? WWWW '.repeat(28), multiple: false, answers: ['Good', 'Bad'] };
  const poll = {
    id: 1,
    roomId: 10005,
    sessionId: 20001,
    name: 'Mood',
    questions: [question],
    state: 'closed',
  } as const;
  for (let people = 18; people < 45; people += 3) {
    const text = await textWith(({ visits }) => ({
      visits: Array.from({ length: people }, () => ({ ...first(visits), polls: [] })),
      polls: [{ ...poll, resultsShared: false, createdAt: 0 }],
    }));
    expect(text).toMatch(/\nPolls\nMood: HOW/);
  }
});

test('somebody who came twice is one person with two visits', async () => {
  const text = await textWith(({ visits }) => ({ visits: [first(visits), { ...first(visits), visitorKey: 'other' }] }));
  expect(text).toMatch(/Attendees\s+1\s/);
  expect(text).toMatch(/Visits\s+2\s/);
});
