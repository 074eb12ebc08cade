import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fileInput } from './files.ts';
import { describeIssues, formatPath, issuesOf, nearestName } from './issues.ts';

const schema = z.strictObject({
  name: z.string(),
  count: z.int().min(1).max(10).optional(),
  kind: z.enum(['webinar', 'meeting']).optional(),
  guests: z.array(z.strictObject({ email: z.email(), role: z.string().optional() })).optional(),
  settings: z.strictObject({ loud: z.boolean().optional() }).optional(),
  who: z.union([z.string(), z.strictObject({ id: z.int() })]).optional(),
});

function issues(input: unknown) {
  const parsed = schema.safeParse(input);
  if (parsed.success) throw new Error('It is valid');
  return issuesOf(parsed.error, schema, input);
}

test('paths are written as people do', () => {
  expect(formatPath([])).toBe('');
  expect(formatPath(['a', 0, 'b', 'c', 12])).toBe('a[0].b.c[12]');
  expect(formatPath([3])).toBe('[3]');
});

describe('issues', () => {
  test('name the place, what was expected and what was given', () => {
    expect(issues({ name: 1 })).toEqual([{ path: 'name', expected: 'string', message: 'expected string, got number' }]);
    expect(issues({ name: null })[0]?.message).toBe('expected string, got null');
    expect(issues({ name: ['a'] })[0]?.message).toBe('expected string, got array');
    expect(issues({ name: 'a', guests: [{ email: 'a@b.test' }, { email: 'nobody' }] })).toEqual([
      expect.objectContaining({ path: 'guests[1].email', expected: 'email' }),
    ]);
  });

  test('say what is missing', () => {
    expect(issues({})).toEqual([{ path: 'name', expected: 'string', message: 'required, expected string' }]);
    expect(issues({ name: 'a', guests: [{}] })[0]).toMatchObject({ path: 'guests[0].email', expected: 'string' });
  });

  test('recognise a misspelt name, at the top and further down', () => {
    const found = issues({ nmae: 'a' });
    expect(found).toContainEqual(expect.objectContaining({ path: 'name', nearest: 'name' }));
    expect(found).toContainEqual(expect.objectContaining({ path: 'nmae', nearest: 'name' }));
    expect(issues({ name: 'a', guests: [{ email: 'a@b.test', rol: 'x' }] })[0]).toMatchObject({
      path: 'guests[0].rol',
      nearest: 'role',
    });
  });

  test('list the names there are when none is near', () => {
    const [issue] = issues({ name: 'a', settings: { unrelated: 1 } });
    expect(issue).toMatchObject({ path: 'settings.unrelated', expected: 'one of loud' });
    expect(issue?.nearest).toBeUndefined();
  });

  test('give bounds and choices', () => {
    expect(issues({ name: 'a', count: 11 })[0]).toMatchObject({ path: 'count', expected: 'at most 10' });
    expect(issues({ name: 'a', count: 0 })[0]).toMatchObject({ expected: 'at least 1' });
    expect(issues({ name: 'a', kind: 'party' })[0]?.expected).toBe('one of "webinar", "meeting"');
  });

  test('name the value that came, and count what there is too little of', () => {
    expect(issues({ name: 'a', kind: 'metting' })[0]?.message).toBe(
      'expected one of "webinar", "meeting", got "metting" (did you mean "meeting"?)',
    );
    const text = z.object({ a: z.string().min(1), b: z.array(z.string()).max(2), c: z.string().min(2, 'two, please') });
    const input = { a: '', b: ['x', 'y', 'z'], c: '' };
    expect(issuesOf(text.safeParse(input).error as never, text, input).map(({ message }) => message)).toEqual([
      'expected at least 1 character',
      'expected at most 2 items',
      'two, please',
    ]);
  });

  test('of a union stand at the place of the union', () => {
    const found = issues({ name: 'a', who: 5 });
    expect(found).toHaveLength(1);
    expect(found[0]?.path).toBe('who');
    expect(found[0]?.message).not.toBe('');
  });

  test.each([undefined, null, 5, 'text', [1]])('of an input that is no object are one: %j', (input) => {
    expect(issues(input)).toEqual([expect.objectContaining({ path: '', expected: 'object' })]);
  });

  test('read as one line', () => {
    expect(describeIssues(issues({ name: 1, count: 'x' }))).toBe(
      'name: expected string, got number; count: expected number, got string',
    );
  });
});

describe('the nearest name', () => {
  test.each([
    ['conferense', 'conference'],
    ['CONFERENCE', 'conference'],
    ['confrence', 'conference'],
    ['file', 'files'],
  ])('of %s is %s', (written, name) => {
    expect(nearestName(written, ['conference', 'files', 'tokens'])).toBe(name);
  });

  test('of a beginning is the name that begins so', () => {
    expect(nearestName('create-conf', ['create-contact', 'create-conference'].values())).toBe('create-conference');
  });

  test('is none when nothing is close, or there is nothing', () => {
    expect(nearestName('zebra-crossing', ['conference', 'files'])).toBeUndefined();
    expect(nearestName('x', [])).toBeUndefined();
  });
});

test('a value that fits none of the alternatives is told what each of them needs', () => {
  const schema = z.object({ file: fileInput('The file'), when: z.union([z.string(), z.int()]).optional() });
  const messages = (input: unknown) => {
    const parsed = schema.safeParse(input);
    return parsed.success
      ? []
      : issuesOf(parsed.error, schema, input).map(({ path, message }) => `${path}: ${message}`);
  };
  expect(messages({ file: './x.png' })).toEqual([
    'file: expected {file}, {base64, name} or {url}; on the command line @path, got string',
  ]);
  expect(messages({})).toEqual(['file: required, expected {file}, {base64, name} or {url}; on the command line @path']);
  expect(messages({ file: { file: 'file_1' }, when: true })).toEqual(['when: expected string or integer, got boolean']);
});

test('what an author says about a union is kept, and a number in quotes is told apart from the number', () => {
  const schema = z.object({
    day: z.union([z.iso.date(), z.iso.datetime()], { error: "not a date; write '2030-05-14'" }).optional(),
    level: z.literal([1, 2]).optional(),
  });
  const messages = (input: unknown) => issuesOf(schema.safeParse(input).error as never, schema, input);
  expect(messages({ day: 'yesterday' })).toMatchObject([{ path: 'day', message: "not a date; write '2030-05-14'" }]);
  expect(messages({ level: '1' })).toMatchObject([{ message: 'expected one of 1, 2, got "1" (did you mean 1?)' }]);
});
