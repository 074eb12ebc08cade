import { expect, test } from 'vitest';
import { readSurface } from './surface.ts';

test('an address without parameters offers all apps while they are few', () => {
  expect(readSurface(undefined, '')).toEqual({ mode: 'auto' });
  expect(readSurface('clickmeeting', '')).toEqual({ mode: 'auto', app: 'clickmeeting' });
});

test('its parameters are read, names of tools in both ways of writing a list', () => {
  const query = 'mode=all&connection=con_1&tools=a,%20b&tools=b,c,';
  expect(readSurface(undefined, query)).toEqual({ mode: 'all', connection: 'con_1', tools: ['a', 'b', 'c'] });
});

test('tools without a name are none, rather than all', () => {
  expect(readSurface(undefined, 'tools=')).toEqual({ mode: 'auto', tools: [] });
});

test('what it does not know is refused with what there is', () => {
  expect(() => readSurface(undefined, 'mode=meat')).toThrow("expected one of auto, meta, all, got 'meat'");
  expect(() => readSurface(undefined, 'conection=x')).toThrow("did you mean 'connection'?");
  expect(() => readSurface(undefined, `tools=${Array.from({ length: 201 }, (_, at) => `t${at}`)}`)).toThrow(
    'at most 200',
  );
});
