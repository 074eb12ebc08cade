import { bootActionsOf } from '../../../test/support/on-sandbox.ts';
import module from './index.gen.ts';
import definition from './sandbox/index.ts';

/** Runs the actions on a fresh sandbox. */
export function bootActions() {
  return bootActionsOf({ module, definition, sign });
}

function sign({ accountId = '', passcode = '' }: Readonly<Record<string, string>>) {
  return { 'x-clevertap-account-id': accountId, 'x-clevertap-passcode': passcode };
}
