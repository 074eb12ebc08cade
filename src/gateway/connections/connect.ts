import { digestOf } from '../../kernel/digest.ts';
import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { ConnectPort } from '../../kernel/ports/connect.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { OAuth2 } from '../auth/oauth2/oauth2.ts';
import { authOption } from '../catalog/catalog.ts';
import { connectorOf, connectPage } from './connect-page.ts';
import type { Connections, ConnectionsParts } from './connections.ts';
import { acceptCredentials, type CredentialParts } from './credentials.ts';
import { baseHost, type DestinationParts } from './destinations.ts';
import { createSettle, linkNotValid, stored } from './settle.ts';

export interface ConnectParts extends ConnectionsParts, DestinationParts {
  readonly oauth2: OAuth2;
  readonly answerQuestion: Connections['answerQuestion'];
}

/** What stands behind the connect page. */
export function createConnect(given: ConnectParts): ConnectPort {
  const parts = { ...given, tryCredentials: triedForPeople(given) };
  const { storage, links, oauth2, publicUrl } = parts;
  const { subjectOf, connectable } = createSubjects(parts);
  const pageOf = (row: ConnectionRow) => connectPage(parts, row, undefined);
  const settle = createSettle(parts, pageOf);
  return {
    publicUrl,
    async open(token) {
      const { row, link } = await subjectOf(token);
      return connectPage(parts, row, link);
    },
    async claim(token, browserToken) {
      const { link } = await subjectOf(token);
      return links.claim(link, browserToken);
    },
    async holder(token, browserToken) {
      const { browserHash } = (await links.known(token)) ?? { browserHash: null };
      if (browserHash === null) return 'free';
      return browserToken !== undefined && digestOf(browserToken) === browserHash ? 'own' : 'foreign';
    },
    async answer(token, input, { isManager }) {
      const { link, row } = await subjectOf(token);
      if (row.question === null) return connectPage(parts, row, link);
      const moved = await parts.answerQuestion(row, { input, isManager });
      // An app that wants no credentials is connected with the answer, so there is nothing left to do here.
      if (moved.state === 'READY') await links.use(link);
      return connectPage(parts, moved, link);
    },
    async submit(token, optionKey, input) {
      const { link, row, connector } = await connectable(token);
      const accepted = await acceptCredentials(parts, { row, connector, input, optionKey });
      return pageOf(await stored(parts, row, { ...accepted, linkHash: link.hash }));
    },
    async begin(token, { option: key, ...request }) {
      const { row, connector } = await connectable(token);
      const option = authOption(connector.definition, key);
      if (option.type !== 'oauth2') throw noSignIn(key);
      return oauth2.begin({ ...request, row, option, linkToken: token }, settle);
    },
    finish: (query, browserToken) => settle(oauth2.finish(query, browserToken)),
    async device(ticket, browserToken) {
      const result = browserToken === undefined ? undefined : await oauth2.deviceResult(ticket, browserToken);
      if (!result || result.status === 'failed') return result;
      const row = await storage.connections.get(result.tenantId, result.connectionId);
      if (!row) throw linkNotValid('Its connection is gone');
      return { status: 'connected', page: await pageOf(row), after: result.after };
    },
  };
}

/** The same trial, with what a person can do about an app that gives no answer. */
function triedForPeople(parts: ConnectParts): CredentialParts['tryCredentials'] {
  return async (row, sealed) => {
    try {
      await parts.tryCredentials(row, sealed);
    } catch (cause) {
      if (!isPorinError(cause) || !['upstream_failed', 'outcome_unknown'].includes(cause.code)) throw cause;
      // Details are what the app answered, so it was reached.
      if (cause.details !== undefined) {
        const hint = 'Try again later. Nothing was kept';
        throw new PorinError('upstream_failed', cause.message, { hint, details: cause.details, cause });
      }
      const host = baseHost(parts, row, await parts.catalog.connector(row.app));
      throw new PorinError('upstream_failed', `${host} could not be reached from this gateway`, {
        hint: 'Check its network, or try again later. Nothing was kept',
        cause,
      });
    }
  };
}

/** What links lead to. */
function createSubjects(parts: ConnectParts) {
  const { storage, links } = parts;

  async function subjectOf(token: string) {
    const link = await links.find(token);
    const row = link && (await storage.connections.get(link.tenantId, link.connectionId));
    if (!link || !row || row.archivedAt !== null) {
      throw linkNotValid('It may be used, expired or mistyped; porin connection get shows a new one');
    }
    return { link, row };
  }

  /** The same, once it is known how to talk to the app. */
  async function connectable(token: string) {
    const subject = await subjectOf(token);
    const connector = await connectorOf(parts, subject.row);
    if (connector) return { ...subject, connector };
    throw new PorinError('bad_request', 'The page has a question that is not answered yet', {
      hint: 'Open the link again and answer it first',
    });
  }

  return { subjectOf, connectable };
}

function noSignIn(key: string): PorinError {
  return new PorinError('bad_request', `option: '${key.slice(0, 60)}' needs no sign-in`, {
    hint: 'Send its credentials with the form',
  });
}
