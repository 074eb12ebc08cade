import type { Storage } from '../../kernel/ports/storage.ts';
import { actionAggregates } from './action-aggregates.ts';
import { approvals } from './approvals.ts';
import type { Committed } from './committed.ts';
import { connectAggregates } from './connect-aggregates.ts';
import { connections } from './connections.ts';
import { credentials } from './credentials.ts';
import { embeddings } from './embeddings.ts';
import type { Engine } from './engine.ts';
import { files } from './files.ts';
import { identityAggregates } from './identity-aggregates.ts';
import type { RunWriter } from './run-writer.ts';
import { runs } from './runs.ts';
import { tokens } from './tokens.ts';

/** The queries of every aggregate on one engine. */
export function aggregates(parts: {
  readonly engine: Engine;
  readonly committed: Committed;
  readonly writer: RunWriter;
  readonly now: () => number;
}): Omit<Storage, 'onChange' | 'ping' | 'close'> {
  const { engine, committed, writer, now } = parts;
  return {
    ...identityAggregates(engine, committed, now),
    tokens: tokens(engine, committed),
    connections: connections(engine, committed, now),
    credentials: credentials(engine, committed),
    runs: runs(engine, writer),
    files: files(engine),
    embeddings: embeddings(engine),
    ...connectAggregates(engine, committed, now),
    ...actionAggregates(engine, committed, now),
    approvals: approvals(engine, committed),
  };
}
