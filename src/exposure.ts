import { isIPv4 } from 'node:net';
import { PorinError } from './kernel/errors.ts';
import type { Config } from './platform/config/schema.ts';

/** True when only this machine reaches a server that listens there. */
export function isLoopback(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}

/** Errors: `configuration` for settings that no gateway can have together. */
export function refuseContradictions({ ephemeral, databaseUrl, publicUrl }: Config): void {
  if (ephemeral && databaseUrl !== undefined) {
    // Credentials in a database that stays, under a key that does not, could never be opened again.
    throw new PorinError('configuration', 'An ephemeral gateway keeps everything in memory, so it takes no database', {
      hint: 'Leave out --ephemeral, or unset PORIN_DATABASE_URL',
    });
  }
  if (publicUrl === undefined) return;
  const { protocol, hostname, pathname, username, password, search, hash } = new URL(publicUrl);
  if (username + password + search + hash !== '') {
    throw new PorinError('configuration', 'publicUrl: expected an address without user name, query and fragment', {
      hint: 'Every link is this address and a path: https://porin.example',
    });
  }
  if (pathname !== '/') {
    throw new PorinError(
      'configuration',
      `publicUrl: ${publicUrl} has a path, below which pages and links do not work`,
      {
        hint: `Give the gateway a host name of its own: ${protocol}//porin.example`,
      },
    );
  }
  if (protocol === 'https:' || isLoopback(hostname)) return;
  throw new PorinError(
    'configuration',
    `publicUrl: ${publicUrl} is not https, so passwords and tokens would travel open`,
    {
      hint: 'Use https:// with a proxy that has a certificate, or with PORIN_TLS_CERT and PORIN_TLS_KEY',
    },
  );
}

/**
 * Lets a gateway be reached from other machines only when somebody owns it and nobody on the way can listen.
 * Errors: `configuration` that names what is missing.
 */
export function refuseExposure(config: Config, isOwned: boolean): void {
  if (isLoopback(config.host)) return;
  const isProtected = config.tlsCert !== undefined || config.trustedProxies.trim() !== '';
  const isNamed = config.publicUrl !== undefined;
  const issues = [
    ...(isOwned ? [] : [need.owner]),
    ...(isProtected ? [] : [need.protection]),
    ...(isNamed ? [] : [need.address]),
  ];
  if (issues.length === 0) return;
  const missing = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new PorinError('configuration', `On ${config.host} other machines reach the gateway, which needs ${missing}`, {
    hint: 'Set it and start again, or keep the gateway to this machine: porin up --host 127.0.0.1',
    details: { issues },
  });
}

// Each with a command, so that nobody has to look it up.
const need = {
  owner: {
    path: 'an owner who can sign in',
    message: 'PORIN_OWNER_PASSWORD=…, or once porin up --host 127.0.0.1, open the link and set a password',
  },
  protection: {
    path: 'TLS or a trusted proxy',
    message:
      'PORIN_TLS_CERT=cert.pem PORIN_TLS_KEY=key.pem, or behind a proxy with TLS PORIN_TRUSTED_PROXIES=its-address',
  },
  address: {
    path: 'its public address',
    message: 'PORIN_PUBLIC_URL=https://porin.example, which others open; links and cookies go by it',
  },
} as const;
