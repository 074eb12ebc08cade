import type { Egress } from '../../kernel/ports/egress.ts';
import type { ConnectionEdit, ConnectionInput, ConnectionsPort } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import type { OAuth2 } from '../auth/oauth2/oauth2.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { onlyConnectionOf } from '../catalog/only-connection.ts';
import { type Building, createBuilding } from './building.ts';
import type { CredentialParts } from './credentials.ts';
import { change, changeBuilt, create } from './edit.ts';
import { findOrCreate, sandboxFor, subjectOf } from './ensure.ts';
import { archive, disconnect, finishDisconnecting, reconnect, refresh, restore, test } from './lifecycle.ts';
import type { ConnectLinks } from './links.ts';
import { listRows } from './list.ts';
import { movedOn } from './moved-on.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { present, presentAll } from './present.ts';
import { type Answering, answerQuestion } from './questions.ts';
import { createWaits, type Waits } from './waits.ts';

export interface ConnectionsParts extends CredentialParts {
  readonly catalog: Catalog;
  readonly links: ConnectLinks;
  /** For documents that describe an API. */
  readonly egress: Pick<Egress, 'send'>;
  readonly logger: Logger;
  readonly oauth2: Pick<OAuth2, 'obtain' | 'missingParameters' | 'revoke' | 'keeper'>;
  /** Address under which people reach the pages. */
  readonly publicUrl: () => string;
  /** Whether new connections go to the sandbox when nobody says. */
  readonly sandboxByDefault: boolean;
}

export interface ConnectionServices extends ConnectionsParts {
  readonly building: Building;
}

export interface Connections {
  readonly port: ConnectionsPort;
  /** For pages: answers what the connection waits for to know. Errors: `bad_request` naming the field; `not_found`. */
  answerQuestion(row: ConnectionRow, answer: Answering & { readonly input: ConnectionInput }): Promise<ConnectionRow>;
  /** Takes up what a stopped process left; it is worked on beside the requests. */
  resume(): Promise<void>;
  stop(): void;
}

/** Puts together what makes, changes and ends connections. */
export function createConnections(given: ConnectionsParts): Connections {
  const building = createBuilding(given);
  const parts: ConnectionServices = { ...given, building };
  const waits = createWaits(parts);
  return {
    port: createPort(parts, waits.wait),
    answerQuestion: (row, answer) => answerQuestion(parts, row, answer),
    async resume() {
      await building.resume();
      // Apps may take their time to answer, and a start must not.
      finishDisconnecting(parts).catch((error) =>
        parts.logger.error({ error: String(error) }, 'cannot finish disconnecting'),
      );
    },
    stop() {
      waits.stop();
      building.stop();
    },
  };
}

/** Finds, creates, changes and archives connections. */
function createPort(parts: ConnectionServices, wait: Waits['wait']): ConnectionsPort {
  const { storage } = parts;
  const one = oneAtATime();
  const find = (caller: Caller, selector: string) => findOwn(parts, caller, selector);
  /** Does something to a connection and shows it afterwards. */
  const on =
    (act: (parts: ConnectionServices, row: ConnectionRow) => Promise<ConnectionRow>) =>
    async (caller: Caller, selector: string) =>
      present(parts, caller, await act(parts, await find(caller, selector)));
  const edited = async (caller: Caller, selector: string, edit: ConnectionEdit) => {
    const row = await find(caller, selector);
    const changed = await change(parts, caller, row, edit);
    return present(parts, caller, changed, { given: edit.input });
  };
  return {
    async ensure(caller, request) {
      const subject = await subjectOf(parts, caller, request);
      // Of two calls at once for the same app the second finds what the first has connected.
      const turn = `${caller.tenantId}\n${subject.app}\n${sandboxFor(parts, subject, request)}`;
      const row = await one(turn, () => findOrCreate(parts, caller, subject, request));
      // A sandbox connection has the sandbox's own credentials by now.
      const takesInput = request.input !== undefined && !row.sandbox;
      const changed = takesInput ? await changeBuilt(parts, caller, row, { input: request.input }) : row;
      return present(parts, caller, changed, { given: request.input });
    },
    create: async (caller, request) =>
      present(parts, caller, await create(parts, caller, request), { given: request.input }),
    async list(caller, filter, page) {
      const { items, ...rest } = await listRows(storage, caller, filter, page);
      return { ...rest, items: await presentAll(parts, caller, items, filter) };
    },
    get: async (caller, selector, options) => present(parts, caller, await find(caller, selector), options),
    wait: (caller, selector, timeoutMs, departure) =>
      wait(caller, () => find(caller, selector), { timeoutMs, departure }),
    patch: edited,
    put: (caller, selector, edit) =>
      edited(caller, selector, { ...edit, key: edit.key ?? null, meta: edit.meta ?? null }),
    archive: on(archive),
    restore: on(restore),
    disconnect: async (caller, selector) => disconnect(parts, await find(caller, selector)),
    reconnect: on(reconnect),
    refresh: on(refresh),
    test: async (caller, selector) => test(parts, await find(caller, selector)),
  };
}

/** By id or key, or by the app when it has only one connection. Errors: `not_found`, `ambiguous_connection`. */
async function findOwn(parts: ConnectionServices, caller: Caller, selector: string): Promise<ConnectionRow> {
  const { storage, catalog } = parts;
  const { tenantId } = caller;
  const row = await storage.connections.get(tenantId, selector);
  return movedOn(parts, row ?? (await onlyConnectionOf(storage, catalog, { tenantId, selector })));
}
