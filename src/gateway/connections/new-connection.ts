import type { ConnectorDefinition } from '../../kernel/connector.ts';
import { newId } from '../../kernel/ids.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';

type Given = Pick<ConnectionRow, 'tenantId' | 'name' | 'app' | 'sandbox'> &
  Partial<Pick<ConnectionRow, 'state' | 'authOption' | 'question' | 'integrationId' | 'key' | 'meta'>>;

/** A connection that nobody has connected. */
export function newConnection(given: Given, now: number): ConnectionRow {
  return {
    id: newId('con'),
    key: null,
    integrationId: null,
    authOption: '',
    state: 'CLIENT_ACTION_REQUIRED',
    fields: {},
    error: null,
    question: null,
    credentialsExpireAt: null,
    meta: null,
    revision: 1,
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
    ...given,
  };
}

/** Where a connection stands once it is known how to talk to its app: an app that wants no credentials is ready. */
export function startOf(definition: ConnectorDefinition): Pick<ConnectionRow, 'state' | 'authOption' | 'question'> {
  const [option, ...others] = definition.auth;
  const isOpen = option.type === 'none' && others.length === 0 && Object.keys(option.fields).length === 0;
  return { state: isOpen ? 'READY' : 'CLIENT_ACTION_REQUIRED', authOption: option.key, question: null };
}
