import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The least that a JSON API in Node can do: answer with a body that is made anew for each request. Sandboxes are measured against it. */
const [, , body = '{}'] = process.argv;
const value: unknown = JSON.parse(body);

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const bytes = JSON.stringify(value);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) });
    response.end(bytes);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  // A listening server has an address object.
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
