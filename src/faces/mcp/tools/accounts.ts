import { PorinError } from '../../../kernel/errors.ts';
import type { ConnectionView } from '../../../kernel/ports/gateway.ts';
import type { Session } from '../session.ts';
import { isRecord } from './schemas.ts';
import type { ToolAnswer, ToolCall } from './tool.ts';

/** A connection as an agent and its user tell it from others. */
export function accountOf({
  id,
  key,
  name,
  externalAppId,
  state,
  sandbox,
  input,
  clientAction,
  error,
}: ConnectionView) {
  return {
    id,
    ...(externalAppId === undefined ? {} : { app: externalAppId }),
    name,
    ...(key === undefined ? {} : { key }),
    state,
    ...(sandbox ? { sandbox } : {}),
    // What was entered and is not secret: an account's address, a user name.
    ...(input === undefined ? {} : { account: input }),
    ...(error === undefined ? {} : { problem: error.message }),
    ...(clientAction === undefined ? {} : { clientAction: actionForTools(clientAction, externalAppId ?? name) }),
  };
}

/** The same for an agent that has the tools, and no command line. */
function actionForTools(action: NonNullable<ConnectionView['clientAction']>, app: string) {
  const { agentInstructions, ...rest } = action;
  if (agentInstructions === undefined) return rest;
  const { uiUrl } = action;
  const where = uiUrl === undefined ? 'do in the gateway' : `open ${uiUrl} and do there`;
  const next = `ensure_connection ${JSON.stringify({ app, wait: 50 })}, until its state is READY`;
  return {
    ...rest,
    agentInstructions: `Ask the user to ${where} what the description says; do not ask for credentials in the conversation. Then ${next}`,
  };
}

/** Names the accounts as people know them, so that the agent can ask its user which one is meant. */
export async function ambiguousAccounts({ gateway, caller }: Session, error: PorinError): Promise<PorinError> {
  const found =
    isRecord(error.details) && Array.isArray(error.details['candidates']) ? error.details['candidates'] : [];
  const ids = found.flatMap((one) => (isRecord(one) && typeof one['id'] === 'string' ? [one['id']] : []));
  const views = await Promise.all(ids.map((id) => gateway.connections.get(caller, id)));
  const accounts = views.map(accountOf);
  const [first] = accounts;
  return new PorinError('ambiguous_connection', `Several accounts fit: ${accounts.map(described).join('; ')}`, {
    hint: `Ask the user which one is meant, then call again with its id, as in "connection": "${first?.id ?? ''}"`,
    details: { accounts },
    cause: error,
  });
}

function described({ id, name, key, sandbox, account = {} }: ReturnType<typeof accountOf>): string {
  const facts = [key, ...Object.values(account), sandbox ? 'sandbox' : undefined].filter((fact) => fact !== undefined);
  return `${id} (${[name, ...facts].join(', ')})`;
}

const key = 'connect';

/**
 * What is answered in place of a run while the account is not connected: a question for the user where the client can show one, else
 * the link and the call to make afterwards. Credentials never pass through the client.
 */
export function connectAnswer(call: ToolCall, connection: ConnectionView): ToolAnswer {
  const { id, name, clientAction } = connection;
  const url = clientAction?.uiUrl;
  if (url !== undefined && call.elicitation.url && call.answers === undefined) {
    const message = `${clientAction?.description ?? `Connect ${name}`}`;
    const question = { method: 'elicitation/create', params: { mode: 'url', message, url, elicitationId: id } };
    return { inputRequests: { [key]: question }, requestState: `${key} ${id}` };
  }
  return { structured: { connect: connectFacts(connection) }, text: connectText(connection) };
}

/** What is needed, and the exact next call. */
export function connectFacts({ id, name, state, clientAction, externalAppId }: ConnectionView) {
  return {
    connection: id,
    state,
    ...(clientAction?.uiUrl === undefined ? {} : { url: clientAction.uiUrl }),
    description: clientAction?.description ?? `Connect ${name}`,
    next: `ensure_connection {"app": "${externalAppId ?? name}", "wait": 50} until its state is READY, then this call again`,
  };
}

function connectText(connection: ConnectionView): string {
  const { url, description, next } = connectFacts(connection);
  const link =
    url === undefined ? 'The user has to do this in the gateway.' : `Ask the user to open ${url} and connect there.`;
  return `Nothing ran yet. ${description} ${link} Do not ask for credentials in the conversation. Next: ${next}.`;
}
