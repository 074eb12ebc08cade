import { expect, test } from 'vitest';
import { mediaTypeOf } from './media-types.ts';

test.each([
  ['a.PDF', 'application/pdf'],
  ['/home/x.y/deck.pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  ['x.constructor', 'application/octet-stream'],
  ['x.__proto__', 'application/octet-stream'],
  ['pdf', 'application/octet-stream'],
  ['', 'application/octet-stream'],
])('%j is %s', (name, type) => expect(mediaTypeOf(name)).toBe(type));
