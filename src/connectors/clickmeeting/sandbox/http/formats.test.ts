import { expect, test } from 'vitest';
import { formats, splitFormat } from './formats.ts';

const value = { id: 1, 'First Name': 'A & B', list: [true, null], nested: { text: '<é>\u0001' } };

test('XML is well-formed whatever names and characters the data has', () => {
  expect(formats.xml.write(value)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<response><id>1</id><item key="First Name">A &amp; B</item>' +
      '<list><item>true</item><item/></list><nested><text>&lt;é&gt;</text></nested></response>\n',
  );
});

test('PHP text counts bytes', () => {
  expect(formats.php.write({ a: 'é', b: [1, null, false, 1.5] })).toBe(
    'a:2:{s:1:"a";s:2:"é";s:1:"b";a:4:{i:0;i:1;i:1;N;i:2;b:0;i:3;d:1.5;}}',
  );
});

test('print_r shows nested arrays', () => {
  expect(formats.printr.write({ a: [1] })).toBe(
    'Array\n(\n    [a] => Array\n        (\n            [0] => 1\n        )\n\n)\n',
  );
});

test('half of a character becomes the same in every format, and a backslash stays one', () => {
  const odd = { half: 'a\ud83d', other: '\ude00b', whole: '😀', text: '\\ud83d' };
  const shown = { half: 'a\ufffd', other: '\ufffdb', whole: '😀', text: '\\ud83d' };
  for (const [name, { write }] of Object.entries(formats)) {
    const sent = Buffer.from(write(odd)).toString();
    expect([name, sent]).toEqual([name, write(shown)]);
  }
});

test('only the known endings are formats', () => {
  expect(splitFormat('active.json')).toEqual({ text: 'active', format: 'json' });
  expect(splitFormat('1.XML')).toEqual({ text: '1', format: 'xml' });
  expect(splitFormat('a.pdf')).toEqual({ text: 'a.pdf', format: undefined });
});
