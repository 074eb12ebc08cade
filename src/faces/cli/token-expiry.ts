import { recordOf } from './flags.ts';

/** When a signed token ends, in epoch ms; undefined for one that does not say. */
export function tokenExpiry(token: string): number | undefined {
  try {
    const { exp } = recordOf(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    // An opaque one.
    return undefined;
  }
}
