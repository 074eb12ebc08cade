import { expect, test } from 'vitest';
import { documentOf } from './document.ts';

const documentNamed = (
  name: string,
  more: { key?: string; description?: string; phrases?: string[]; inputSchema?: unknown } = {},
) =>
  documentOf(
    { app: 'desk', appName: 'Help Desk', action: { key: 'the-key', name, description: '', phrases: [], ...more } },
    () => true,
  );
const surely = (name: string) =>
  [...documentNamed(name).verbs].flatMap(([verb, sureness]) => (sureness >= 0.9 ? [verb] : [])).sort();

test('what an action does is told by its name, wherever that says it', () => {
  expect(surely('Delete Ticket')).toEqual(['delete']);
  expect(surely('Create or Update Contact')).toEqual(expect.arrayContaining(['create', 'update']));
  expect(surely('Upsert Contact')).toEqual(expect.arrayContaining(['create', 'update']));
  expect(surely('Domain Search')).toContain('search');
  expect(documentNamed('Weather').verbs.get('get')).toBe(0.5);
});

test('what it is done to is the head of the name above all, and least what stands beside', () => {
  const { objects } = documentNamed('Add Custom Field to Ticket Form');
  expect(objects.get('field')).toBe(1);
  expect(objects.get('custom')).toBeLessThan(1);
  expect(objects.get('form')).toBeLessThan(objects.get('custom') ?? 0);
  expect(objects.has('add')).toBe(false);
});

test('a name that is all in brackets leaves the key', () => {
  expect([...documentNamed('(Beta)', { key: 'delete-ticket' }).objects.keys()]).toEqual(['ticket']);
});

test('a description and the members of an input say less than the name', () => {
  const { words } = documentNamed('Add Note', {
    description: 'Writes on a parcel',
    inputSchema: { properties: { courierName: { type: 'string' } } },
  });
  const [note = 0, parcel = 0, courier = 0] = ['note', 'parcel', 'courier'].map((word) => words.get(word));
  expect(note).toBeGreaterThan(parcel);
  expect(parcel).toBeGreaterThan(courier);
  expect(courier).toBeGreaterThan(0);
});

test('a phrase is a way to ask for it, and what it asks for is offered', () => {
  const { askings, verbs, words } = documentNamed('Add Note', { phrases: ['cancel the memo', 'who wrote it'] });
  expect(askings[0]).toContain('memo');
  expect(words.get('memo')).toBeGreaterThan(0.5);
  expect(verbs.get('cancel')).toBeGreaterThan(0.5);
  expect(askings.flat().some((word) => word.startsWith('@'))).toBe(false);
});

test('names that all objects have are words like others', () => {
  const { words } = documentNamed('Get constructor', { description: '__proto__ toString', key: 'hasOwnProperty' });
  for (const weight of words.values()) expect(Number.isFinite(weight)).toBe(true);
});
