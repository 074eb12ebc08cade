import type { AuthOption, OAuth2Option } from '../../kernel/connector.ts';
import type { IntegrationRow } from '../../kernel/ports/storage-connect.ts';

type Values = Readonly<Record<string, string>>;

/** What a client at an app's authorization server consists of. */
export function clientParameters({ clientAuth }: Pick<OAuth2Option, 'clientAuth'>): readonly string[] {
  return clientAuth === 'none' ? ['clientId'] : ['clientId', 'clientSecret'];
}

/** The parameters without which an option cannot be used; a connection of the others brings everything itself. */
export function neededParameters(option: AuthOption): readonly string[] {
  return option.type !== 'oauth2' || option.grant === 'client_credentials' ? [] : clientParameters(option);
}

/** The parameters of an integration for an option: its own win over those of all options, secrets over both. */
export function parametersFor(
  key: string,
  row: Pick<IntegrationRow, 'parameters' | 'options'> | undefined,
  secrets: Values,
): Values {
  return { ...row?.parameters, ...row?.options[key]?.parameters, ...secrets };
}

/** Those of the names that have no value. */
export function missingIn(values: Values, names: readonly string[]): readonly string[] {
  return names.filter((name) => (values[name] ?? '') === '');
}
