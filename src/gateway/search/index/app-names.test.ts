import { describe, expect, test } from 'vitest';
import { AppNames } from './app-names.ts';

const ordinary = new Set(['wave', 'front', 'sheet', 'mail', 'drive', 'monday', 'google', 'order']);
const english = new Set([
  ...ordinary,
  'hub',
  'spot',
  'list',
  'send',
  'a',
  'the',
  'in',
  'invoice',
  'to',
  'make',
  'with',
  'at',
  'it',
  'hello',
]);
const apps = {
  mailchimp: 'Mailchimp',
  hubspot: 'HubSpot',
  'google-sheets': 'Google Sheets',
  'google-drive': 'Google Drive',
  wave: 'Wave',
  incident: 'incident.io',
  monday: 'Monday',
  zendesk: 'Zendesk (Support)',
};
const names = new AppNames(
  (word) => ordinary.has(word),
  (word) => english.has(word),
);
for (const [app, name] of Object.entries(apps)) names.add(app, name);
const named = (query: string) => {
  const mention = names.find(query);
  return mention === undefined ? [] : [...mention.apps].sort();
};

describe('an app is named', () => {
  test.each([
    ['send it with mailchimp', 'mailchimp'],
    ['send it with mail chimp', 'mailchimp'],
    ['send it with MailChimp', 'mailchimp'],
    ['list invoices in hub spot', 'hubspot'],
    ['list invoices in hubspt', 'hubspot'],
    ['add a row to google sheets', 'google-sheets'],
    ['add a row to the Google Sheet', 'google-sheets'],
    ['add a row in Sheets', 'google-sheets'],
    ['close the one in incident.io', 'incident'],
    ['list tickets of zendesk', 'zendesk'],
    ['make an invoice in wave', 'wave'],
    ['the Wave invoices', 'wave'],
  ])('%s: %s', (query, app) => {
    expect(named(query)).toEqual([app]);
    expect(names.find(query)?.isSure).toBe(true);
  });

  test('and what is asked of it is the rest', () => {
    expect(names.find('list invoices in hub spot')?.rest.trim()).toBe('list invoices');
    expect(names.find('in mailchimp list the segments')?.rest.trim().replace(/ +/g, ' ')).toBe('list the segments');
  });

  test('until it goes', () => {
    const own = new AppNames(
      () => false,
      () => false,
    );
    own.add('one', 'Zapling');
    own.add('two', 'Zapling');
    expect([...(own.find('ask zapling')?.apps ?? [])]).toEqual(['one', 'two']);
    own.remove('one');
    expect([...(own.find('ask zapling')?.apps ?? [])]).toEqual(['two']);
    own.remove('two');
    expect(own.find('ask zapling')).toBeUndefined();
    expect(own.find('ask zaplng')).toBeUndefined();
  });
});

describe('no app is named', () => {
  test.each([
    ...['wave at the crowd', 'send a mail', 'a new wave of orders', 'make it on monday morning', '', '...', 'hello'],
    ...['invite jane@hubspot.com', 'write to jane@mail.mailchimp.com', 'mail Jane at hubspot.com'],
    ...['constructor', '__proto__', 'toString'],
  ])('%j', (query) => {
    expect(named(query)).toEqual([]);
  });
});

test('a part that many names share is a sign of none', () => {
  const own = new AppNames(
    () => false,
    () => false,
  );
  for (const first of ['Alpha', 'Beta', 'Gamma', 'Delta']) own.add(first.toLowerCase(), `${first} Cloudy`);
  expect(own.find('list files cloudy')).toBeUndefined();
  expect([...(own.find('list files gamma cloudy')?.apps ?? [])]).toEqual(['gamma']);
});

test('a long query is read in no time', () => {
  for (const query of ['hubspt malchimp ', 'google sheets ', '(', 'a@', 'in ', 'ﷺ']) {
    const before = performance.now();
    names.find(query.repeat(Math.ceil(10_000 / query.length)));
    expect([query, performance.now() - before < 1_000]).toEqual([query, true]);
  }
});
