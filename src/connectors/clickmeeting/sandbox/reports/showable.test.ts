import { expect, test } from 'vitest';
import { deviceName } from './device.ts';
import { reportFonts } from './fonts.ts';
import { showable } from './showable.ts';

const { has } = reportFonts();

test.each([
  ['Zażółć gęślą jaźń', 'Zażółć gęślą jaźń'],
  ['Z\u0307o\u0301l\u0301w', 'Żóĺw'],
  ['Ｆｕｌｌ 𝓐𝓭𝓪 ①', 'Full Ada ①'],
  ['a\r\nb\rc\td', 'a\nb\nc d'],
  ['evil\u202Etxt.exe\u200B\u0007', 'eviltxt.exe'],
  ['\uD800x', 'x'],
  ['張三 and 李四', '[U+5F35 U+4E09] and [U+674E U+56DB]'],
  ['👍🏽!', '[U+1F44D U+1F3FD]!'],
  ['', ''],
])('%j is shown as %j', (source, text) => {
  expect(showable(source, has).text).toBe(text);
});

test('the fonts are asked, not guessed', () => {
  expect([has(0x41), has(0x142), has(0x2605), has(0x5f20), has(0x10ffff)]).toEqual([true, true, true, false, false]);
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    'Chrome, Windows',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge, Windows'],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0 Safari/537.36',
    'Chrome, Linux',
  ],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari, iPhone'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_8_5) AppleWebKit/537.36 (KHTML, like Gecko)', 'macOS'],
  [`curl/8.5 ${'x'.repeat(100)}`, `curl/8.5 ${'x'.repeat(31)}`],
  ['', ''],
])('the device %j is shown as %j', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
