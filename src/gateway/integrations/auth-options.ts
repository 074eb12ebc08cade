import type { AuthOption, CredentialField } from '../../kernel/connector.ts';
import type { JsonSchema } from '../../kernel/json-schema.ts';
import type { ConnectionOption, IntegrationView } from '../../kernel/ports/gateway-integrations.ts';
import { neededParameters } from '../catalog/parameters.ts';
import { parameterTitles } from './parameters.ts';

type AuthOptionView = IntegrationView['authOptions'][number];

/** A way to authenticate, in the contract's words. */
export function authOptionView(option: AuthOption): AuthOptionView {
  const description = scopesOf(option);
  return {
    key: option.key,
    type: authTypeOf(option),
    title: option.title,
    ...(description === undefined ? {} : { description }),
    inputSchema: inputSchema(option),
  };
}

/** The same, with what the workspace has to set for it first. */
export function connectionOption(option: AuthOption, callbackUri: string): ConnectionOption {
  const view = authOptionView(option);
  const needed = neededParameters(option);
  return {
    ...view,
    ...(needed.length === 0 ? {} : { connectorParametersSchema: parametersSchema(needed) }),
    ...(view.type === 'oauth2' ? { oAuthCallbackUri: callbackUri } : {}),
  };
}

/** `oauth2` where the person signs in at the app; everything else is entered, even if that is nothing. */
export function authTypeOf(option: AuthOption): AuthOptionView['type'] {
  return option.type === 'oauth2' && option.grant !== 'client_credentials' ? 'oauth2' : 'client-credentials';
}

function scopesOf(option: AuthOption): string | undefined {
  if (option.type !== 'oauth2' || option.scopes.length === 0) return undefined;
  return `Asks for ${option.scopes.map(({ name, description }) => description ?? name).join(', ')}`;
}

function inputSchema({ fields }: AuthOption): JsonSchema {
  const required = Object.entries(fields).flatMap(([name, { optional }]) => (optional ? [] : [name]));
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function fieldSchema({ title, description, secret, pattern, choices, example }: CredentialField): JsonSchema {
  return {
    type: 'string',
    title,
    description,
    ...(secret ? { format: 'password' } : {}),
    ...(pattern === undefined ? {} : { pattern: `^(?:${pattern})$` }),
    ...(choices === undefined ? {} : { enum: choices }),
    ...(example === undefined ? {} : { examples: [example] }),
  };
}

function parametersSchema(needed: readonly string[]): JsonSchema {
  const properties = needed.map((name) => [
    name,
    {
      type: 'string',
      title: parameterTitles[name] ?? name,
      ...(name === 'clientSecret' ? { format: 'password' } : {}),
    },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties), required: needed };
}
