import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { PorinError } from '../../kernel/errors.ts';

/** Who asks, also behind proxies that are trusted to say so. */
export interface Clients {
  /** Address of the client: the last one that no trusted proxy has. */
  ip(request: IncomingMessage): string;
  /** True when the client's own connection is encrypted. */
  isSecure(request: IncomingMessage): boolean;
}

/** `ranges`: addresses, CIDR ranges and `loopback`, separated by commas. Errors: `configuration` for one that is none of these. */
export function createClients(ranges: string): Clients {
  const trusted = blockListOf(ranges);
  const trustsNobody = ranges.trim() === '';
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const peerOf = (request: IncomingMessage) => plainAddress(request.socket.remoteAddress ?? '');
  return {
    ip(request) {
      const peer = peerOf(request);
      if (isIP(peer) === 0 || !isTrusted(peer)) return peer;
      let client = peer;
      for (const hop of headerOf(request, 'x-forwarded-for').split(',').reverse()) {
        const address = plainAddress(hop.trim());
        // What is no address was not written by a proxy that can be trusted.
        if (isIP(address) === 0) break;
        client = address;
        if (!isTrusted(address)) break;
      }
      return client;
    },
    isSecure(request) {
      if ('encrypted' in request.socket) return true;
      if (trustsNobody) return false;
      const peer = peerOf(request);
      return isIP(peer) !== 0 && isTrusted(peer) && headerOf(request, 'x-forwarded-proto').trim() === 'https';
    },
  };
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : (value?.join(',') ?? '');
}

/** Sockets that speak both protocols write IPv4 addresses as IPv6 ones; some proxies add the port. */
function plainAddress(address: string): string {
  const bare = address.replace(/^\[([^\]]+)\](:\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return bare.replace(/^::ffff:(?=\d+\.)/i, '');
}

function blockListOf(ranges: string): BlockList {
  const list = new BlockList();
  for (const range of ranges.split(',').map((one) => one.trim())) {
    if (range === '') continue;
    if (range === 'loopback') {
      list.addSubnet('127.0.0.0', 8, 'ipv4');
      list.addAddress('::1', 'ipv6');
      continue;
    }
    const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(range) ?? [];
    const version = isIP(address);
    const longest = version === 6 ? 128 : 32;
    if (version === 0 || Number(bits ?? longest) > longest) {
      throw new PorinError('configuration', `trustedProxies: ${range} is no address and no range`, {
        hint: 'Use loopback, 10.0.0.5 or 10.0.0.0/8, separated by commas',
      });
    }
    list.addSubnet(address, Number(bits ?? longest), version === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
