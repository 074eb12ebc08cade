import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import { PorinError } from './kernel/errors.ts';
import type { Logger } from './kernel/ports/telemetry.ts';
import type { Config } from './platform/config/schema.ts';

export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Certificate and key, when both are set. Errors: `configuration` for one alone, and for what does not serve. */
export function readTls({ tlsCert, tlsKey }: Pick<Config, 'tlsCert' | 'tlsKey'>): TlsFiles | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    const [given, missing] = tlsCert === undefined ? ['tlsKey', 'TLS_CERT'] : ['tlsCert', 'TLS_KEY'];
    throw new PorinError('configuration', `${given} is set alone; TLS needs a certificate and its key`, {
      hint: `Set PORIN_${missing} too, or neither`,
    });
  }
  const files = { cert: readPem('tlsCert', tlsCert), key: readPem('tlsKey', tlsKey) };
  try {
    createSecureContext(files);
  } catch (cause) {
    throw new PorinError('configuration', `${tlsCert} and ${tlsKey} do not serve as certificate and key`, {
      cause,
      hint: 'Both are PEM files, the key is not encrypted and belongs to the certificate',
    });
  }
  return files;
}

function readPem(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PorinError('configuration', `${name}: cannot read ${path}: ${reason}`, {
      cause,
      hint: 'Name a PEM file that the user of the gateway may read',
    });
  }
}

/** Reads renewed files on SIGHUP; with files that do not serve it goes on with the old ones. Gives back how to stop that. */
export function reloadOnHangUp(server: Server, config: Config, logger: Logger): () => void {
  const reload = () => {
    try {
      const files = readTls(config);
      if (files) server.setSecureContext({ ...files });
      logger.info({}, 'the certificate was read anew');
    } catch (error) {
      logger.error({ error: String(error) }, 'the renewed certificate does not serve');
    }
  };
  process.on('SIGHUP', reload);
  return () => process.off('SIGHUP', reload);
}
