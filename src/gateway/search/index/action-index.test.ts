import { describe, expect, test } from 'vitest';
import { readVectors } from '../language/vectors.ts';
import { ActionIndex } from './action-index.ts';
import { nthOf } from './candidates.ts';
import type { Searchable } from './document.ts';

const vectors = readVectors(new URL('../language/vectors.bin', import.meta.url));
const verbs = ['List', 'Get', 'Create', 'Update', 'Delete', 'Send', 'Cancel', 'Search'];
const things = [
  'Invoice',
  'Ticket',
  'Webinar',
  'Contact',
  'Shipment',
  'Report',
  'Folder',
  'Campaign',
  'Employee',
  'Lead',
];
const queries = [
  'open a ticket',
  'delte the invoice',
  'list contacts',
  'who works here',
  'send campaign',
  'flder',
  'get rid of a lead',
];

function appOf(number: number): Searchable[] {
  return Array.from({ length: 20 }, (_, at): Searchable => {
    const name = `${verbs[(at + number) % verbs.length]} ${things[(at * 3 + number) % things.length]} ${at}`;
    return {
      app: `app-${number}`,
      appName: `Vendor${number}`,
      action: {
        key: name.toLowerCase().replaceAll(' ', '-'),
        name,
        description: `Does it for the ${things[number % things.length]} of an account`,
        phrases: [`${name} for me`],
      },
    };
  });
}

const apps = Array.from({ length: 30 }, (_, number) => appOf(number));
const answers = (index: ActionIndex) =>
  queries.map((query) => index.find(query, {}).map(({ app, action, score }) => [app, action.key, score]));

describe('an index that apps come to and go from', () => {
  test('answers as one that was made of those that are there', () => {
    const index = new ActionIndex(apps.slice(0, 20).flat(), vectors);
    answers(index);
    index.add(apps.slice(20).flat());
    for (const [app] of apps.slice(5, 15)) index.remove(app?.app ?? '');
    const fresh = new ActionIndex([...apps.slice(0, 5), ...apps.slice(15)].flat(), vectors);
    expect(answers(index)).toEqual(answers(fresh));
    expect(index.count).toBe(fresh.count);
  });

  test('answers so after many have gone, too', () => {
    const index = new ActionIndex(apps[0] ?? [], vectors);
    for (let round = 0; round < 60; round += 1) {
      index.add(apps[1 + (round % 20)] ?? []);
      index.remove(`app-${1 + (round % 20)}`);
    }
    expect(answers(index)).toEqual(answers(new ActionIndex(apps[0] ?? [], vectors)));
  });

  test('forgets an app’s name with it', () => {
    const index = new ActionIndex(apps.slice(0, 2).flat(), vectors);
    expect(new Set(index.find('list all in Vendor1', {}).map(({ app }) => app))).toEqual(new Set(['app-1']));
    index.remove('app-1');
    expect(index.find('list all in Vendor1', {}).some(({ app }) => app === 'app-1')).toBe(false);
  });

  test('takes and gives one up in no time', () => {
    const index = new ActionIndex(apps.slice(1).flat(), vectors);
    const before = performance.now();
    index.add(apps[0] ?? []);
    index.remove('app-0');
    expect(performance.now() - before).toBeLessThan(50);
  });
});

describe('an addition to an index', () => {
  const own: Searchable[] = [
    {
      app: 'app-1',
      appName: '',
      action: { id: 'act_1', key: 'polish-lens', name: 'Polish Lens', description: '', phrases: [] },
    },
  ];

  test('is found with what is in the index, which knows nothing of it', () => {
    const base = new ActionIndex(apps.flat(), vectors);
    const before = answers(base);
    const added = new ActionIndex(own, vectors, base);
    expect(added.find('polish the lens', {})[0]?.action.key).toBe('polish-lens');
    expect(added.find('polish the lenz', { apps: ['app-1'] })[0]?.action.key).toBe('polish-lens');
    answers(added);
    expect(answers(base)).toEqual(before);
    expect(base.find('polish the lens', {}).map(({ action }) => action.key)).not.toContain('polish-lens');
  });

  test('goes on with what comes to the index later', () => {
    const base = new ActionIndex([], vectors);
    const added = new ActionIndex(own, vectors, base);
    base.add(apps[2] ?? []);
    expect(added.find('list', {}).some(({ app }) => app === 'app-2')).toBe(true);
  });
});

test('the same answer comes whatever the order in which actions came', () => {
  const index = new ActionIndex(apps.flat(), vectors);
  const turned = new ActionIndex([...apps].reverse().flat(), vectors);
  const close = (found: ReturnType<typeof answers>) =>
    found.map((one) => one.slice(0, 20).map(([app, key]) => [app, key]));
  expect(close(answers(turned))).toEqual(close(answers(index)));
});

describe('a query that nobody means', () => {
  const index = new ActionIndex(apps.flat(), vectors);
  const before = answers(index);
  const rare = Array.from({ length: 10_000 }, (_, at) => `q${at.toString(36)}zx`);

  test.each<[string, string]>([
    ['nothing', ''],
    ['one word without end', 'invoice'.repeat(1_500)],
    ['words that say nothing', 'the of and to '.repeat(700)],
    ['rare words', rare.join(' ')],
    ['slips of words', Array.from({ length: 2_000 }, (_, at) => `invo${at.toString(36)}ce`).join(' ')],
    ['words that it knows', [...verbs, ...things].join(' ').repeat(100)],
    ['pictures', '🎉'.repeat(5_000)],
    ['control characters', '\u0000\u0007\u001b[31m'.repeat(2_000)],
    ['what regular expressions choke on', `${'a@'.repeat(2_500)}${'('.repeat(2_500)}${'a.'.repeat(2_500)}!`],
    ['text from right to left', 'نص عربي لا يعني شيئا هنا '.repeat(400)],
    ['signs without spaces', String.fromCodePoint(...Array.from({ length: 10_000 }, (_, at) => 0x4e00 + at))],
    ['half of a sign', '\ud83c'.repeat(5_000)],
  ])('of %s is answered, and leaves nothing behind', (_, query) => {
    expect(index.find(query, {}).length).toBeLessThanOrEqual(400);
    expect(index.find(query, {})).toEqual(index.find(query, {}));
    expect(answers(index)).toEqual(before);
  });

  test('is looked at for no more than forty words', () => {
    expect(index.read(rare.join(' ')).words.size).toBe(40);
  });
});

test('what would stand at a place in order is found without ordering', () => {
  for (let round = 1; round <= 200; round += 1) {
    const values = Float64Array.from(
      { length: (round * 7) % 60 },
      (_, at) => ((at + 3) * round * 31) % (1 + (round % 9)),
    );
    const sorted = values.slice().sort();
    for (const place of values.keys()) expect(nthOf(values.slice(), place)).toBe(sorted[place]);
  }
});
