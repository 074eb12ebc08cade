import { expect, test } from 'vitest';
import type { AuthOption } from '../../kernel/connector.ts';
import { isPorinError } from '../../kernel/errors.ts';
import { checkCredentialInput } from './credential-input.ts';

const option: AuthOption = {
  key: 'key',
  title: 'API key',
  type: 'api_key',
  in: 'header',
  name: 'x-api-key',
  value: '{apiKey}',
  fields: {
    apiKey: {
      title: 'API key',
      description: 'Account settings, tab API',
      secret: true,
      pattern: '[a-z]{2}[0-9a-f]{8}',
      example: 'us0a1b2c3d',
    },
    region: {
      title: 'Region',
      description: 'First part of the dashboard address',
      secret: false,
      choices: ['eu1', 'us1'],
    },
    account: { title: 'Account', description: 'Number of the account', secret: false, optional: true },
  },
};

function refusal(input: unknown) {
  try {
    checkCredentialInput(option, input);
  } catch (error) {
    if (isPorinError(error))
      return {
        code: error.code,
        text: JSON.stringify(error.toBody()),
        issues: (error.details as { issues: { path: string; nearest?: string }[] }).issues,
      };
  }
  throw new Error('The input was accepted');
}

test('values are trimmed and split into secrets and open fields', () => {
  expect(checkCredentialInput(option, { apiKey: ' us0a1b2c3d\n', region: 'eu1' })).toEqual({
    secrets: { apiKey: 'us0a1b2c3d' },
    fields: { region: 'eu1' },
  });
});

test('a number is taken as its digits', () => {
  expect(checkCredentialInput(option, { apiKey: 'us0a1b2c3d', region: 'eu1', account: 17 }).fields).toEqual({
    region: 'eu1',
    account: '17',
  });
});

test('each missing field is named with where to find it', () => {
  const { issues, text } = refusal({ apiKey: '  ' });
  expect(issues.map((issue) => issue.path)).toEqual(['apiKey', 'region']);
  expect(text).toContain('Account settings, tab API');
});

test('an unknown field gives the nearest name', () => {
  expect(refusal({ apikey: 'us0a1b2c3d', region: 'eu1' }).issues[0]).toMatchObject({
    path: 'apikey',
    nearest: 'apiKey',
  });
});

test('a malformed secret is refused by name without repeating it', () => {
  const { code, text } = refusal({ apiKey: 'WRONG-secret-value', region: 'eu1' });
  expect(code).toBe('bad_request');
  expect(text).toContain('apiKey');
  expect(text).toContain('us0a1b2c3d');
  expect(text).not.toContain('WRONG');
});

test('a wrong choice names the choices and the nearest one', () => {
  const { text, issues } = refusal({ apiKey: 'us0a1b2c3d', region: 'eu2' });
  expect(text).toContain('eu1, us1');
  expect(issues[0]).toMatchObject({ path: 'region', nearest: 'eu1' });
});

test.each([
  ['a list', []],
  ['a text', 'us0a1b2c3d'],
  ['null', null],
])('%s in place of an object is refused with the fields', (_, input) => {
  expect(refusal(input).text).toContain('apiKey, region, account');
});

test.each([
  ['an object', {}],
  ['a boolean', true],
  ['a line break', 'us0a1b2c3d\nx'],
  ['too much text', 'x'.repeat(9_000)],
])('%s as a value is refused', (_, account) => {
  expect(refusal({ apiKey: 'us0a1b2c3d', region: 'eu1', account }).issues).toMatchObject([{ path: 'account' }]);
});

test('names of the object prototype are unknown fields', () => {
  expect(
    refusal(JSON.parse('{"apiKey":"us0a1b2c3d","region":"eu1","__proto__":"x","constructor":"y"}')).issues.map(
      (issue) => issue.path,
    ),
  ).toEqual(['__proto__', 'constructor']);
});

test('spaces within a value are named as the trouble, and the value is not shown', () => {
  const refused = () => checkCredentialInput(option, { apiKey: 'us0a 1b2c3d', region: 'eu1' });
  expect(refused).toThrow(/which looks like us0a1b2c3d: it has spaces in it\. Account settings/);
  expect(refused).not.toThrow(/us0a 1b2c3d/);
});
