import { createHash, timingSafeEqual } from 'node:crypto';
import type { World } from '../../../../sandbox/definition.ts';

const linkLifeSeconds = 6 * 3600;

/** A fresh address of a path that works for six hours without a key: each read of the API gives another. */
export function signedLink(world: World, path: string): string {
  const expires = String(Math.floor(world.clock.now() / 1000) + linkLifeSeconds);
  return `${world.origin}${path}?st=${signatureOf(path, expires)}&e=${expires}`;
}

/** 22 characters, made as nginx's secure_link does. */
function signatureOf(path: string, expires: string): string {
  return createHash('md5').update(`${expires}${path} porin-sandbox`).digest('base64url');
}

/** Why an address is not served: 403 for a wrong signature, 410 after its time; undefined for a good one. */
export function refusedLink(world: World, url: URL): Response | undefined {
  // Signed as it is written, so that no other spelling of the number passes.
  const expires = url.searchParams.get('e') ?? '';
  const given = Buffer.from(url.searchParams.get('st') ?? '');
  const right = Buffer.from(signatureOf(url.pathname, expires));
  if (given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) {
    return refusal(403, 'The signature of this link is wrong');
  }
  // The last second counts: it is what `e` says.
  if (Math.floor(world.clock.now() / 1000) <= Number(expires)) return undefined;
  return refusal(410, 'This link has expired; read its address from the API again');
}

/** A refusal in words, for whoever opens a link. */
export function refusal(status: number, message: string): Response {
  return new Response(message, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
