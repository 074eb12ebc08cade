import type { AuthOption, OAuth2Option } from '../../kernel/connector.ts';
import type { ConnectOption, SignInView } from '../../kernel/ports/connect.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { OAuth2 } from '../auth/oauth2/oauth2.ts';
import type { Connector } from '../catalog/connector.ts';
import { type DestinationParts, destinationsOf } from './destinations.ts';

export interface OptionParts extends DestinationParts {
  readonly oauth2: Pick<OAuth2, 'missingParameters'>;
}

/** One way to authenticate, as the connect page offers it for a connection. */
export async function optionView(
  parts: OptionParts,
  row: ConnectionRow,
  connector: Connector,
  option: AuthOption,
): Promise<ConnectOption> {
  const { key, title, fields } = option;
  const sentTo = destinationsOf(parts, row, connector, option);
  const base = { key, title, fields, sentTo, isChecked: isChecked(option) };
  if (option.type !== 'oauth2') return base;
  const missing = await parts.oauth2.missingParameters(row, option);
  const signIn = signInOf(option);
  return {
    ...base,
    ...(signIn === undefined ? {} : { signIn }),
    scopes: option.scopes,
    ...(missing.length === 0
      ? {}
      : { unavailable: `The workspace has not set ${missing.join(' and ')} for this app yet` }),
  };
}

/** True when the app is asked before credentials are kept; it issues those of OAuth 2 itself. */
export function isChecked({ type, test }: AuthOption): boolean {
  return test !== undefined || type === 'oauth2';
}

function signInOf({ grant, authorizeUrl, deviceUrl }: OAuth2Option): SignInView | undefined {
  switch (grant) {
    case 'authorization_code':
      return { by: 'browser', host: hostOf(authorizeUrl) };
    case 'device_code':
      return { by: 'device', host: hostOf(deviceUrl) };
    case 'client_credentials':
      return undefined;
  }
}

/** As written, where it depends on what is going to be entered. */
function hostOf(address: string | undefined): string {
  return /^https?:\/\/([^/?#]+)/i.exec(address ?? '')?.[1] ?? '';
}
