import { describe, expect, test } from 'vitest';
import { describeUnknown, project, readFields } from './fields.ts';
import { checkFields } from './known-fields.ts';

const value = {
  items: [
    { id: 1, name: 'a', owner: { id: 7, mail: 'x@y' }, tags: ['t'] },
    { id: 2, name: 'b', owner: null, tags: [] },
    { id: 3, name: 'c', tags: ['u', 'v'] },
  ],
  total: 3,
  'odd.name': { x: 1 },
};
const chosen = (...fields: string[]) => project(value, readFields(fields)).value;
const unknown = (given: unknown, ...fields: string[]) => describeUnknown(project(given, readFields(fields)).unknown);

describe('fields', () => {
  test('choose members, through lists and with or without brackets, in the shape of the answer', () => {
    expect(chosen('total')).toEqual({ total: 3 });
    const ids = { items: [{ id: 1 }, { id: 2 }, { id: 3 }] };
    for (const path of ['items.id', 'items[].id', 'items[*].id', 'output.items[].id'])
      expect(chosen(path)).toEqual(ids);
    expect(chosen('items.owner.id', 'items.name', 'total')).toEqual({
      items: [{ owner: { id: 7 }, name: 'a' }, { owner: null, name: 'b' }, { name: 'c' }].map(({ name, ...rest }) => ({
        name,
        ...rest,
      })),
      total: 3,
    });
    expect(chosen('items', 'items.id')).toEqual({ items: value.items });
    expect(chosen('"odd.name".x')).toEqual({ 'odd.name': { x: 1 } });
    expect(chosen('*.x')).toMatchObject({ 'odd.name': { x: 1 } });
  });

  test('choose items of a list', () => {
    expect(chosen('items[0].id')).toEqual({ items: [{ id: 1 }] });
    expect(chosen('items[1:].id')).toEqual({ items: [{ id: 2 }, { id: 3 }] });
    expect(chosen('items[:1].id', 'items[2].name')).toEqual({
      items: [
        { id: 1, name: 'a' },
        { id: 3, name: 'c' },
      ],
    });
    expect(chosen('items[9].id')).toEqual({ items: [] });
    expect(project([[1, 2], [3]], readFields(['[1]'])).value).toEqual([[3]]);
  });

  test('that are nowhere are told with the nearest name, and not where there is nothing to look at', () => {
    expect(unknown(value, 'items.nmae')).toBe("items.nmae: unknown field, did you mean 'name'?");
    expect(unknown(value, 'zzzzz')).toBe('zzzzz: unknown field, there are items, total, odd.name');
    expect(unknown(value, 'total.x')).toBe('total.x: unknown field, nothing has members there');
    for (const primitive of [5, 'text', true])
      expect(unknown(primitive, 'id')).toBe('id: unknown field, nothing has members there');
    expect(unknown({ items: [] }, 'items.id')).toBe('');
    expect(unknown({ owner: null }, 'owner.id')).toBe('');
    expect(unknown(null, 'id')).toBe('');
  });

  test('do not reach what an object inherits', () => {
    expect(unknown({ a: 1 }, '__proto__', 'constructor')).toContain('__proto__: unknown field');
    const odd = JSON.parse('{"__proto__": {"x": 1}, "y": 2}');
    const { value: shown } = project(odd, readFields(['__proto__.x']));
    expect(JSON.stringify(shown)).toBe('{"__proto__":{"x":1}}');
  });

  test('that are no paths are refused, saying where', () => {
    for (const field of [
      '',
      'a..b',
      'a[',
      'a[x]',
      'a[-1]',
      'a[0][1]',
      '.',
      'a.',
      '"a',
      'a[]]',
      'x'.repeat(501),
      '"\\x"',
    ])
      expect(() => readFields([field])).toThrow('is not a path');
    expect(() => readFields([])).toThrow('at least 1');
    expect(() => readFields(Array.from({ length: 101 }, () => 'a'))).toThrow('at most 100');
  });
});

describe("an action's output schema", () => {
  const room = {
    type: 'object',
    properties: { id: { type: 'integer' }, name: { type: 'string' } },
    additionalProperties: false,
  };
  const schema = {
    type: 'object',
    properties: {
      rooms: { type: 'array', items: { $ref: '#/$defs/room' } },
      owner: { anyOf: [{ type: 'null' }, room] },
      more: { type: 'object', properties: { a: {} }, additionalProperties: {} },
    },
    additionalProperties: false,
    $defs: { room },
  };

  test('rules out fields before anything runs', () => {
    expect(() => checkFields(['rooms.nam'], schema)).toThrow("rooms.nam: unknown field, did you mean 'name'?");
    expect(() => checkFields(['owner.idd', 'rom'], schema)).toThrow(
      /owner\.idd.*did you mean 'id'.*rom: unknown field/s,
    );
    expect(() => checkFields(['rooms[].name.x'], schema)).toThrow('rooms[].name.x');
  });

  test('lets through what may be there', () => {
    for (const field of ['rooms[0:5].id', 'output.rooms.name', 'owner.name', 'more.anything.at.all', '*'])
      expect(() => checkFields([field], schema)).not.toThrow();
    for (const open of [{}, { anyOf: [{ type: 'null' }, {}] }, { type: 'array', items: {} }])
      expect(() => checkFields(['whatever.it.is'], open)).not.toThrow();
  });
});
