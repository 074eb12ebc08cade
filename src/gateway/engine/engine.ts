import type { ApprovalsPort, SafetyRules } from '../../kernel/ports/approvals.ts';
import type { Egress } from '../../kernel/ports/egress.ts';
import type { FilesPort, RunsPort } from '../../kernel/ports/gateway.ts';
import type { ApiLogsPort } from '../../kernel/ports/gateway-actions.ts';
import type { RawProxy } from '../../kernel/ports/http.ts';
import type { Isolate } from '../../kernel/ports/isolate.ts';
import type { Limits } from '../../kernel/ports/limits.ts';
import type { ConnectionRow, SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import type { Logger, Metrics, Redactor } from '../../kernel/ports/telemetry.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import type { SavedSource } from '../actions/saved-source.ts';
import type { Asks } from '../approvals/asks.ts';
import type { TokenKeeper } from '../auth/oauth2/keeper.ts';
import type { Signer } from '../auth/signer.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { createApiLogs } from './api-logs.ts';
import { createCallLog } from './call-log.ts';
import type { SandboxNow } from './execute.ts';
import { createExplainUnknown } from './explain-unknown.ts';
import { createIdempotency } from './idempotency.ts';
import type { CredentialsRefused } from './outcome.ts';
import { createExaminer, type Examination, noteRefusedCredentials, type ProbeParts, tryCredentials } from './probe.ts';
import { createProxy } from './proxy.ts';
import { createRenewals } from './renewals.ts';
import { createResolver } from './resolve.ts';
import { createRuns } from './run.ts';
import { createRunLog } from './run-log.ts';
import { type Addresses, createTargets, type Target } from './target.ts';
import { createTransport } from './transport.ts';

export interface EngineParts {
  readonly storage: Storage;
  readonly catalog: Catalog;
  readonly egress: Egress;
  readonly signer: Signer;
  /** Keeps credentials that end good for use. */
  readonly tokens: TokenKeeper;
  readonly files: FilesPort;
  readonly redactor: Redactor;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly addresses: Addresses;
  readonly publicUrl: () => string;
  readonly saved: SavedSource;
  readonly isolate: Isolate;
  /** Seals the answers that are given again. */
  readonly vault: Vault;
  readonly limits?: Limits | undefined;
  /** Asks people for runs. */
  readonly asks: Asks;
  readonly rules: SafetyRules;
  readonly now: () => number;
  readonly sandboxNow?: SandboxNow;
}

export interface Engine {
  readonly runs: RunsPort;
  readonly apiLogs: ApiLogsPort;
  readonly approvals: Pick<ApprovalsPort, 'examine' | 'demand'>;
  readonly proxy: RawProxy;
  tryCredentials(connection: ConnectionRow, sealed: SealedCredentials): Promise<void>;
  stop(): Promise<void>;
}

/** Puts the one path of a run together, and what shares it: raw requests and trials of credentials. */
export function createEngine(parts: EngineParts): Engine {
  const { storage, catalog, redactor, logger, metrics, now } = parts;
  const targets = createTargets(storage, catalog, parts.addresses);
  const transport = createTransport(parts);
  const resolver = createResolver({ ...parts, targets });
  const renewals = createRenewals(targets, parts.tokens);
  const probe: ProbeParts = { targets, transport, redactor };

  async function note(target: Target, refused: CredentialsRefused): Promise<string> {
    const row = await noteRefusedCredentials(storage, target, refused, now());
    if (!row) return 'The credentials were renewed meanwhile; try again';
    // No link: the hint is recorded with the run, and reaches callers who may not set credentials.
    return `porin connection get ${row.id} shows where to renew them; or: porin connection patch ${row.id} --credentials-stdin`;
  }

  const examiner = createExaminer(probe, note);

  /** A 401 may concern one resource only, so the credentials are tried by themselves, where the app has a way to. */
  async function examine(target: Target): Promise<Examination | undefined> {
    const found = await examiner(target);
    if (found && !found.refused && found.failure !== undefined) {
      const { id } = target.connection;
      logger.warn({ connectionId: id, error: String(found.failure) }, 'refused credentials could not be examined');
    }
    return found;
  }

  const credentialsRefused = async (target: Target, refused: CredentialsRefused): Promise<Examination> =>
    (await examine(target)) ?? { refused: true, hint: await note(target, refused) };

  const runs = metrics.counter('porin_runs_total', 'Runs of actions, by app and outcome');
  const explainUnknown = createExplainUnknown(parts);
  const logs = createCallLog(parts);
  const shared = { ...parts, ...logs, targets, resolver, transport, renewals };
  const idempotency = createIdempotency({ ...parts, explainUnknown });
  const { run, questions } = createRuns({ ...shared, idempotency, fileInputs: parts, runs, credentialsRefused });
  const requests = metrics.counter('porin_proxy_requests_total', 'Raw requests, by app and outcome');
  /** Nobody waits for this: the app's 401 has been passed on. */
  const unauthorized = async (target: Target) => void (await (renewals.afterRefusal(target) ?? examine(target)));
  return {
    runs: { run, ...createRunLog(storage, explainUnknown) },
    apiLogs: createApiLogs(storage),
    approvals: questions,
    proxy: createProxy({ ...shared, requests, unauthorized }),
    tryCredentials: (connection, sealed) => tryCredentials(probe, connection, sealed),
    async stop() {
      targets.stop();
      await logs.stop();
    },
  };
}
