import { expect, test } from 'vitest';
import type { AuthOption } from '../../kernel/connector.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import { connectAction } from './view.ts';

test('what may be left out is not said to be needed', () => {
  const field = (title: string, optional: boolean) => ({ title, description: title, secret: false, optional });
  const option: AuthOption = {
    ...{ key: 'key', title: 'Key', type: 'bearer', token: '{key}' },
    fields: { region: field('Region', true), account: field('Account', false), key: field('Key', false) },
  };
  const row = { id: 'con_1', sandbox: false, error: null } as ConnectionRow;
  const { description } = connectAction(row, 'App', option, undefined);
  expect(description).toBe('Connect App: enter Account and Key (optional: Region).');
});
