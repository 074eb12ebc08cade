import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An app that says to whom it spoke: every answer holds the API key of the request and the marker of its path or body. It counts the
 * effects of each marker, for `GET /effects`.
 */
const effects = new Map<string, number>();

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://echo');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (url.pathname === '/effects') {
      const several = [...effects].filter(([, count]) => count > 1).length;
      response.end(JSON.stringify({ markers: effects.size, several }));
      return;
    }
    const marker = url.pathname.split('/').at(-1) ?? '';
    if (request.method === 'POST') effects.set(marker, (effects.get(marker) ?? 0) + 1);
    const key = String(request.headers['x-api-key'] ?? '');
    const given = Buffer.concat(chunks).toString();
    const answer = { marker, key, given };
    // As the app whose connector it stands behind answers for one room.
    const room = {
      id: Number(marker) || 0,
      name: `${key} ${marker}`,
      room_type: 'webinar',
      room_url: '',
      status: 'active',
    };
    const body = JSON.stringify(url.pathname.includes('/conferences/') ? { conference: room } : answer);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  // A listening server has an address object.
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
