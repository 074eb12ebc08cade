import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the measured gateways stand in front of: 1 KB of JSON, 10 MB of it at `/big`, and an app's ping. */
const small = Buffer.from(
  JSON.stringify({
    items: Array.from({ length: 12 }, (_, id) => ({ id, name: `room ${id}`, text: 'x'.repeat(48) })),
  }).padEnd(1024),
);
const piece = Buffer.alloc(64 * 1024, 'x');
const pieces = 160;
const pong = Buffer.from('{"ping":"pong"}');
const headers = { 'content-type': 'application/json' };

const server = createServer((request, response) => {
  if (request.url?.endsWith('/big')) {
    response.writeHead(200, { ...headers, 'content-length': piece.length * pieces });
    let left = pieces;
    const write = () => {
      while (left > 0) {
        left--;
        if (left === 0) response.end(piece);
        else if (!response.write(piece)) return;
      }
    };
    response.on('drain', write);
    write();
    return;
  }
  const body = request.url?.endsWith('/ping') ? pong : small;
  response.writeHead(200, { ...headers, 'content-length': body.length });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  // A listening server has an address object.
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
