import { expect, test } from 'vitest';
import { checkJsonSchema } from './json-schema.ts';

test.each([
  [{ type: 'strng' }, /^inputSchema\.type: expected one of string/],
  [{ properties: { a: { type: 'strng' } } }, /^inputSchema\.properties\.a\.type: expected one of string/],
  [{ properties: { a: { items: [{ type: 5 }] } } }, /^inputSchema\.properties\.a\.items\[0\]\.type: /],
  [{ properties: { a: 5 } }, /^inputSchema\.properties\.a: expected a JSON Schema/],
  [{ required: 'a' }, /^inputSchema\.required: /],
  [{ pattern: '(' }, /^inputSchema\.pattern: expected a regular expression/],
  [{ minLength: -1 }, /^inputSchema\.minLength: /],
  [{ anyOf: [{}, { enum: 'a' }] }, /^inputSchema\.anyOf\[1\]\.enum: /],
  [5, /^inputSchema: /],
])('%j is refused where it is wrong', (schema, message) => {
  expect(() => checkJsonSchema('inputSchema', schema)).toThrow(message);
});

test.each([
  [{}],
  [{ type: ['string', 'null'], default: null, 'x-own': { type: 5 } }],
  [{ properties: { a: true, b: false }, additionalProperties: false, required: ['a'] }],
  [{ items: [{ type: 'string' }], definitions: { a: {} }, $ref: '#/definitions/a' }],
  [{ enum: [1, 'a', null], const: 1, examples: [1] }],
])('%j is one', (schema) => {
  expect(() => checkJsonSchema('inputSchema', schema)).not.toThrow();
});
