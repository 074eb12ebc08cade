import { describe, expect, test } from 'vitest';
import { fileAction } from '../../kernel/action.ts';
import { connectors } from '../../registry.gen.ts';
import { ActionSearch, type Searchable } from './search.ts';
import { stemsOf } from './words.ts';

async function everything(): Promise<Searchable[]> {
  const modules = await Promise.all(Object.values(connectors).map((load) => load()));
  return modules.flatMap(({ default: { app, definition, actions } }) =>
    Object.entries(actions).map(([key, action]) => ({
      app,
      appName: definition.name,
      action: fileAction(key, action),
    })),
  );
}

const all = await everything();
const search = new ActionSearch(all);
const keys = (intent: string, apps?: string[]) => search.find(intent, { apps }).map(({ action }) => action.key);

describe('an intent finds its action first', () => {
  test.each([
    ['schedule a webinar', 'create-conference'],
    ['Schedule a Webinar!', 'create-conference'],
    ['I want to schedule webinars please', 'create-conference'],
    ['delete a room', 'delete-conference'],
    ['download the chat', 'download-chat'],
    ['invite people by e-mail', 'send-invitation'],
    ['create conference', 'create-conference'],
    ['create-conference', 'create-conference'],
    ['list timezones', 'list-timezones'],
    ['upload a presentation', 'upload-file'],
  ])('%s', (intent, key) => {
    expect(keys(intent)[0]).toBe(key);
  });

  test.each([
    ['shedule a webinar', 'create-conference'],
    ['schedule a webniar', 'create-conference'],
    ['registar a participant', 'register-participant'],
  ])('although it is misspelt: %s', (intent, key) => {
    // As asked on a connection; over all apps a misspelt word counts for less than the well-spelt one beside it.
    expect(keys(intent, ['clickmeeting']).slice(0, 2)).toContain(key);
  });
});

test('an action’s own name and phrases lead to it', () => {
  const askings = all.flatMap(({ action }) =>
    [action.name, ...action.phrases].map((asking) => ({ asking, key: action.key })),
  );
  const missed = askings.filter(({ asking, key }) => keys(asking)[0] !== key);
  // Two actions may be asked for in the same words; nobody can tell them apart.
  expect(missed.length).toBeLessThanOrEqual(Math.ceil(askings.length / 100));
  expect(missed.filter(({ asking, key }) => !keys(asking).slice(0, 2).includes(key))).toEqual([]);
});

test('the same question has the same answer, whatever the order of the actions', () => {
  const turned = new ActionSearch([...all].reverse());
  for (const intent of ['schedule a webinar', 'list', 'file recording room', 'webniar']) {
    expect(search.find(intent, {})).toEqual(search.find(intent, {}));
    expect(turned.find(intent, {}).map(({ action, score }) => [action.key, score])).toEqual(
      search.find(intent, {}).map(({ action, score }) => [action.key, score]),
    );
  }
});

test('scores fall from first to last and are above zero', () => {
  const scores = search.find('list recordings of a room', {}).map(({ score }) => score);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(Math.min(...scores)).toBeGreaterThan(0);
});

test.each(['', '   ', 'the and of to', '🎉🎉', '…!?', 'xqzzvj', '\u0000'])('nothing is found for %j', (intent) => {
  expect(keys(intent)).toEqual([]);
});

test('only the named apps are searched', () => {
  expect(keys('schedule a webinar', [])).toEqual([]);
  expect(keys('schedule a webinar', ['no-such-app'])).toEqual([]);
});

test('10,000 characters are read in no time, and the beginning counts', () => {
  expect(keys(`schedule a webinar ${'x'.repeat(10_000)}`)[0]).toBe('create-conference');
  const before = performance.now();
  keys('schedule webinar recording room '.repeat(400).slice(0, 10_000));
  expect(performance.now() - before).toBeLessThan(1_000);
});

test('emoji and letters of other scripts do no harm', () => {
  expect(keys('📅 schedule a webinar 🎉')[0]).toBe('create-conference');
  expect(() => keys('安排网络研讨会 вебинар ندوة')).not.toThrow();
});

test('an index of nothing finds nothing', () => {
  expect(new ActionSearch([]).find('anything', {})).toEqual([]);
});

test('forms of a word share a stem, and words that say nothing are dropped', () => {
  expect(stemsOf('Scheduling webinars')).toEqual(stemsOf('schedule a webinar'));
  expect(stemsOf('createConference')).toEqual(stemsOf('create conference'));
  expect(stemsOf('Réunion')).toEqual(['reunion']);
  expect(stemsOf('please give me the')).toEqual([]);
});
