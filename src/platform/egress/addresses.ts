import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { PorinError } from '../../kernel/errors.ts';

/** Gives every address of a host name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Says whether a connection to this address is allowed; anything that is no address is not. */
export type AddressRule = (address: string) => boolean;

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Parses the operator's exceptions. Errors: `configuration` for a text that is no CIDR range. */
export function parseRanges(cidrs: readonly string[]): readonly Range[] {
  return cidrs.map((cidr) => {
    if (ipaddr.isValidCIDR(cidr)) return ipaddr.parseCIDR(cidr);
    throw new PorinError('configuration', `${JSON.stringify(cidr)} in PORIN_EGRESS_ALLOW_CIDRS is not a CIDR range`, {
      hint: 'Write it like 10.20.0.0/16 or fd00:1::/64, several separated by commas',
    });
  });
}

/** Public unicast addresses, the operator's ranges and, for sandboxes of this process, loopback. */
export function addressRule(ranges: readonly Range[], allowLoopback: boolean): AddressRule {
  return (address) => {
    // A scope id (fe80::1%eth0) only occurs on link-local addresses.
    if (!ipaddr.isValid(address) || address.includes('%')) return false;
    const parsed = ipaddr.process(address);
    const range = parsed.range();
    if (range === 'unicast' && isGlobal(parsed)) return true;
    if (allowLoopback && range === 'loopback') return true;
    return ranges.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
  };
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** ipaddr.js counts what nobody has assigned as unicast, and with it `::7f00:1`, which is how a URL writes `::127.0.0.1`. */
function isGlobal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast);
}

/** The address when a URL's host is a literal one, without brackets; the URL parser has already normalised every spelling. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : undefined;
}

/** Asks the operating system, so that hosts files and search domains count too. */
export const systemResolve: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true, verbatim: true }, (error, found) => {
      if (error) reject(error);
      else resolve(found.map((entry) => entry.address));
    });
  });

/** A name that could not be resolved; nothing was sent. */
export class NameError extends Error {}

/**
 * A lookup for `net.connect` that hands out only allowed addresses: the socket connects to exactly what was judged here.
 * One forbidden address among several refuses the name as a whole, because such a name is either an attack or a mistake.
 */
export function guardedLookup(resolve: Resolve, isAllowed: AddressRule): LookupFunction {
  return (hostname, options, callback) => {
    judged(hostname, resolve, isAllowed).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family ?? 4);
      },
      (error: Error) => callback(error, ''),
    );
  };
}

async function judged(
  hostname: string,
  resolve: Resolve,
  isAllowed: AddressRule,
): Promise<{ address: string; family: number }[]> {
  const addresses = await resolve(hostname).catch((cause: unknown) => {
    throw new NameError(`the name ${hostname} could not be resolved`, { cause });
  });
  if (addresses.length === 0) throw new NameError(`the name ${hostname} has no address`);
  const refused = addresses.find((address) => !isAllowed(address));
  if (refused !== undefined) throw privateAddress(hostname);
  return addresses.map((address) => ({ address, family: ipaddr.parse(address).kind() === 'ipv6' ? 6 : 4 }));
}

/** The refusal for a private address. It does not repeat the resolved one: that would map the operator's network. */
export function privateAddress(hostname: string): PorinError {
  return new PorinError('egress_denied', `${hostname} is not a public address`, {
    hint: 'The operator can allow a private range with PORIN_EGRESS_ALLOW_CIDRS',
  });
}
