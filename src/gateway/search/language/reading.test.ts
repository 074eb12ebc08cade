import { describe, expect, test } from 'vitest';
import { type Reading, readQuery } from './reading.ts';
import { sentenceOf } from './sentence.ts';
import { readVectors } from './vectors.ts';
import type { VerbClass } from './verbs.ts';

const vectors = readVectors(new URL('./vectors.bin', import.meta.url));
const isWord = (word: string) => vectors.row(word) !== undefined;
const read = (query: string) => readQuery(query, isWord, isWord);
const sentence = (query: string) => sentenceOf(query, isWord, isWord);
/** What is wanted most; several may be wanted as much. */
const mostWanted = ({ verbs }: Reading): readonly VerbClass[] => {
  const most = Math.max(...verbs.values());
  return [...verbs].flatMap(([verb, weight]) => (weight === most ? [verb] : []));
};

describe('what kind of sentence it is, and what it wants', () => {
  test.each([
    ['who works here?', 'who', 'list'],
    ['whose invoice is this', 'who', 'get'],
    ['how many orders came in today', 'how many', 'count'],
    ['what is the weather like', 'open', 'get'],
    ['which rooms are free', 'open', 'list'],
    ['where is my parcel', 'open', 'track'],
    ['is the server up', 'whether', 'check'],
    ['did Kim pay', 'whether', 'get'],
    ['are there any new tickets', 'whether', 'list'],
    ['can you send the invoice', 'told', 'invoice'],
    ['how do I delete a list', 'told', 'delete'],
    ['create a ticket', 'told', 'create'],
    ['please open a ticket', 'told', 'create'],
    ['I want to schedule a webinar', 'told', 'schedule'],
    ['schedule a call, then send the notes', 'told', 'schedule'],
    ['start sending the reminders', 'told', 'send'],
    ['delte the invoice', 'told', 'delete'],
    ['dim the light', 'order', 'update'],
    ['our address changed, we are in Berlin now', 'statement', 'update'],
    ['unpaid bills', 'thing', 'list'],
    ['the latest orders', 'thing', 'list'],
    ['customer list', 'thing', 'list'],
    ['42', 'thing', 'get'],
    ['', 'thing', 'list'],
  ] as const)('%s: %s, %s', (query, mood, verb) => {
    const reading = read(query);
    expect(reading.mood).toBe(mood);
    expect(mostWanted(reading)).toContain(verb);
  });

  test.each(['do not send the newsletter', 'don’t send the newsletter'])(
    'what is not to be done is to stop: %s',
    (query) => {
      expect(mostWanted(read(query))).toEqual(['cancel']);
      expect(read(query).isQuestion).toBe(false);
      expect(read(query).verbs.has('send')).toBe(false);
    },
  );

  test.each([
    'do not delete the room',
    'please don’t cancel the meeting',
    'list contacts, do not delete them',
    'no borrar la sala',
    'nie usuwaj pokoju',
    'lösche nicht den Raum',
    '不要删除会议',
  ])('what is not to be destroyed is not to be: %s', (query) => {
    const { verbs } = read(query);
    for (const verb of ['delete', 'cancel', 'stop'] as const) expect(verbs.get(verb) ?? 0).toBe(0);
  });

  test('what is to be done in place of it is wanted', () => {
    expect(mostWanted(read('don’t call him, send an email'))).toContain('send');
  });

  test.each(['people who unsubscribed', 'contacts that left', 'list deleted users'])(
    'what somebody did is not wanted: %s',
    (query) => {
      expect(Math.max(read(query).verbs.get('list') ?? 0, read(query).verbs.get('get') ?? 0)).toBeGreaterThanOrEqual(
        0.8,
      );
      expect(read(query).verbs.get('delete') ?? 0).toBe(0);
      expect(read(query).verbs.get('unsubscribe') ?? 0).toBe(0);
    },
  );

  test('titles are no names', () => {
    expect(read('List Recodrings').words.has('@person')).toBe(false);
    expect(read('text Anna').words.has('@person')).toBe(true);
  });

  test('a question with a no in it is one', () => {
    expect(read('do not we have invoices').isQuestion).toBe(true);
    expect(read('isn’t it paid').isQuestion).toBe(true);
  });

  test('a question may come after a remark', () => {
    expect(read('the launch is near: who is on the team?').mood).toBe('who');
  });

  test('a second verb is wanted less', () => {
    const { verbs } = read('cancel the subscription and refund the payment');
    expect(verbs.get('cancel')).toBe(1);
    expect(verbs.get('refund')).toBeGreaterThan(0);
    expect(verbs.get('refund')).toBeLessThan(1);
  });
});

describe('what it is about', () => {
  test('are things, whatever is said besides or done to them', () => {
    const { words } = read('move the invoice to the folder');
    expect(words.get('invoice')).toBe(1);
    expect(words.get('folder')).toBeLessThan(1);
    expect(words.get('move')).toBeLessThan(1);
    expect(words.has('the')).toBe(false);
  });

  test('is hardly a name or a time', () => {
    const { words } = read('send the contract to Zoltan tomorrow');
    expect(words.get('contract')).toBe(1);
    expect(words.get('zoltan')).toBeLessThan(0.5);
    expect(words.get('tomorrow')).toBeLessThan(0.5);
    expect(words.has('@person')).toBe(true);
  });

  test('is somebody where an address stands, and e-mail only where that is said', () => {
    const { words } = read('invite jane@example.com');
    expect([words.has('@person'), words.has('email'), words.has('example')]).toEqual([true, false, false]);
    expect(read('add jane@example.com to the email list').words.has('email')).toBe(true);
    expect(sentence('invite jane@example.com').hasAddress).toBe(true);
  });

  test('is one where it has a number, many where that is said', () => {
    const one = read('show order 55');
    const many = read('show all orders');
    expect([one.hasNumber, one.asksMany]).toEqual([true, false]);
    expect([many.hasNumber, many.asksMany]).toEqual([false, true]);
    expect(one.verbs.get('get')).toBeGreaterThan(one.verbs.get('list') ?? 0);
    expect(many.verbs.get('list')).toBeGreaterThan(many.verbs.get('get') ?? 0);
    for (const query of ['invite everybody', 'these contacts'])
      expect([query, read(query).asksMany]).toEqual([query, true]);
  });

  test('is the same with links, capitals and marks', () => {
    expect([...read('Shorten https://example.com/a?b=c').words.keys()]).toContain('url');
    expect(read('créate a tickét').words).toEqual(read('create a ticket').words);
    expect(sentence('set up a 1:1 with Ann').names).toEqual(new Set(['ann']));
    expect(sentence('Create Or Update Contacts').names).toEqual(new Set());
  });
});

test.each([
  ['Kontakt erstellen', 'create', 'contact'],
  ['lösche den Kontakt', 'delete', 'contact'],
  ['wyślij fakturę', 'send', 'invoice'],
  ['usuń kontakt', 'delete', 'contact'],
  ['crear una factura', 'create', 'invoice'],
  ['borrar el contacto', 'delete', 'contact'],
  ['删除订单', 'delete', 'order'],
  ['删除api密钥', 'delete', 'api'],
] as const)('%s is read as %s and %s', (query, verb, thing) => {
  const reading = read(query);
  expect(sentence(query).isTranslated).toBe(true);
  expect(reading.verbs.get(verb)).toBeGreaterThanOrEqual(0.5);
  expect(reading.words.has(thing)).toBe(true);
});

test('names of members that all objects have are words like others', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
  for (const name of names) {
    const { verbs, words } = read(`show the ${name}`);
    for (const weight of [...verbs.values(), ...words.values()])
      expect([name, Number.isFinite(weight)]).toEqual([name, true]);
  }
});

test('a long query is read in no time', () => {
  for (const query of [
    'take a b c d e ',
    'stop sending ',
    'x'.repeat(5),
    '删除订单的',
    'rechnungsbestellung',
    'a@',
    '1 : ',
  ]) {
    const before = performance.now();
    read(query.repeat(Math.ceil(10_000 / query.length)));
    expect([query, performance.now() - before < 1_000]).toEqual([query, true]);
  }
});
