import { describe, expect, test } from 'vitest';
import { device, framed, key, pages } from './connect.fixture.ts';

describe('where credentials go', () => {
  const hosts = (text: string) => /<dt>Sent to<\/dt>\s*<dd>(.*?)<\/dd>/s.exec(text)?.[1]?.replace(/<[^>]+>/g, '');
  const added = { who: 'tenant', domain: 'stripe.com', strangers: [] } as const;

  test('is said of every app, and of every way', async () => {
    expect(hosts((await pages().get()).text)).toBe('api.app.test only');
    const two = pages({ page: { options: [key, device] } });
    expect(hosts((await two.get()).text)).toBe('api.app.test and app.test only');
    expect((await pages().get()).text).not.toContain('role="note"');
  });

  test('is said to be somebody’s word for an app that was added here', async () => {
    const { text } = await pages({ page: { addedBy: { ...added, who: 'workspace' } } }).get();
    expect(hosts(text)).toBe('api.app.test only, as this workspace defined it');
    expect(text).not.toContain('role="note"');
  });

  test('is warned of where it is not the app’s own domain, with who gave it', async () => {
    const attacker = ['attacker.example.net'];
    const page = { addedBy: { ...added, strangers: attacker }, options: [{ ...key, sentTo: attacker }] };
    const note = /<p class="note warning" role="note">(.*?)<\/p>/s.exec((await pages({ page }).get()).text)?.[1];
    expect(note).toContain('<strong>attacker.example.net</strong>');
    expect(note).toContain('does not belong to <strong>stripe.com</strong>');
    expect(note).toContain('this tenant (acme)');
    const named = { ...page, addedBy: { ...page.addedBy, domain: '' } };
    expect((await pages({ page: named }).get()).text).toContain('added by its name alone');
  });
});

describe('whether credentials are checked', () => {
  test('is said before they are entered', async () => {
    expect((await pages().get()).text).toContain('It is checked with App before it is kept');
    const { text } = await pages({ page: { options: [{ ...key, isChecked: false }] } }).get();
    expect(text).toContain('Nothing is checked before it is kept');
    expect(text).not.toContain('is checked with');
  });

  test.each([
    ['checked', 'App accepted it'],
    ['unchecked', 'It was kept, but not checked, because'],
    ['sandbox', 'It uses the sandbox’s own key'],
    ['none', 'App asks for no credentials'],
  ] as const)('is said afterwards: %s', async (credentials, words) => {
    const { text } = await pages({ page: { credentials } }).post({ option: 'key', apiKey: 'k' });
    expect(text).toContain(words);
    expect(text.includes('What you entered')).toBe(credentials === 'unchecked');
  });
});

describe('a sandbox', () => {
  test('that is connected already is said to use its own key, and has one button', async () => {
    const { text } = await pages({
      page: { isSandbox: true, isConnected: true, options: [key, { ...key, key: 'other' }] },
    }).get();
    expect(text).toContain('its own key is used');
    expect(text).toContain('It is connected and works.');
    expect(text).not.toContain('replaces the credentials');
    expect(text.match(/<button/g)).toHaveLength(1);
  });
});

test('what whoever asked says is a quotation, with their name and without markup', async () => {
  const { text } = await pages({ flow: { ...framed, prompt: 'Weekly <b>report</b>' } }).get();
  expect(text).toMatch(/<strong>claude<\/strong> says:<\/figcaption>\s*<blockquote>Weekly &lt;b&gt;report/);
});

test('the question how to talk to an app begins with the address it was added by, and asks for a path to check with', async () => {
  const question = { about: 'definition', baseUrl: 'https://api.example.org' } as const;
  const { text } = await pages({ page: { options: [], question } }).get();
  expect(text).toMatch(/id="baseUrl"[^>]*value="https:\/\/api\.example\.org"/);
  expect(text).not.toMatch(/id="document-baseUrl"[^>]*value=/);
  expect(text).toMatch(/<input id="testPath" name="testPath"(?![^>]*required)/);
});
