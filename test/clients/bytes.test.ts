import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startWorld } from './world.fixture.ts';

interface Sent {
  /** Who sends these bytes. */
  readonly client: string;
  /** Request line and headers as that client writes them, without Host and X-Api-Key. */
  readonly head: readonly string[];
  readonly body?: string;
  /** Takes the place of the header with the key. */
  readonly key?: 'query';
  readonly status: number;
  /** Pieces of the answer's body. */
  readonly answer: readonly string[];
}

const form = 'Content-Type: application/x-www-form-urlencoded';
const boundary = '------------------------0e3a0e5fcb86138a';
const textPart = (name: string, value: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

/** Requests of public clients, recorded while they ran or written down from their source. */
const requests: readonly Sent[] = [
  {
    client: 'the PHP client of the vendor asks for a page, with the ending behind the query',
    head: ['GET /v1/conferences/active?page=1.json HTTP/1.1', 'Accept: */*', 'Accept-Encoding: deflate, gzip'],
    status: 200,
    answer: ['"name":"Weekly team meeting"'],
  },
  {
    client: 'the PHP client of the vendor changes nothing',
    head: ['PUT /v1/conferences/10001.json HTTP/1.1', 'Accept: */*', 'Content-Length: 0'],
    status: 200,
    answer: ['{"conference":{"id":10001'],
  },
  {
    client: 'the PHP client of the vendor uploads a path, on a PHP that no longer reads it',
    head: ['POST /v1/file-library.json HTTP/1.1', `Content-Type: multipart/form-data; boundary=${boundary}`],
    body: `${textPart('uploaded', '@/x/y.png')}--${boundary}--\r\n`,
    status: 422,
    answer: ['"name":"uploaded"'],
  },
  {
    client: 'the PHP example of the vendor makes a link to a room with tokens, without one',
    head: ['POST /v1/conferences/10004/room/autologin_hash.json HTTP/1.1', form],
    body: 'email=email%40domain.com&nickname=my_nickname&role=listener',
    status: 200,
    answer: ['{"autologin_hash":"'],
  },
  {
    client: 'the PHP example of the vendor asks for the zones of a language',
    head: ['GET /v1/time_zone_list/en.json HTTP/1.1'],
    status: 200,
    answer: ['[]'],
  },
  {
    client: 'the Python client of the vendor sends its None along with a question',
    head: ['GET /v1/conferences/10005/sessions.json HTTP/1.1', form, 'Content-Length: 4'],
    body: 'None',
    status: 200,
    answer: ['[{"id":20001'],
  },
  {
    client: 'the Python client of the vendor sends its None along with a deletion',
    head: ['DELETE /v1/conferences/10005/recordings/30001.json HTTP/1.1', form],
    body: 'None',
    status: 200,
    answer: ['{"STATUS":"OK"}'],
  },
  {
    client: 'the Python client of the vendor quotes half of its brackets',
    head: ['POST /v1/conferences/10002/invitation/email/us.json HTTP/1.1', form],
    body: 'attendees[]%5Bemail%5D=a%40domain.com&attendees[]%5Bemail%5D=b%40domain.com&role=presenter',
    status: 200,
    answer: ['{"status":"OK"}'],
  },
  {
    client: 'the Ruby client of the vendor uploads with a comma before the boundary',
    head: ['POST /v1/file-library.json HTTP/1.1', 'Content-Type: multipart/form-data, boundary=Ef84C7f9FS42'],
    body: '--Ef84C7f9FS42\r\nContent-Disposition: form-data; name="uploaded"; filename="n.txt"\r\nContent-Type: text/plain\r\n\r\nhi\n\r\n--Ef84C7f9FS42--\r\n',
    status: 201,
    answer: ['"name":"n.txt"'],
  },
  {
    client: 'the older Ruby example of the vendor has all in the query, the key too',
    head: [
      'POST /v1/conferences?api_key={key}&name=APItest1&room_type=meeting&permanent_room=1&access_type=1 HTTP/1.1',
    ],
    key: 'query',
    status: 201,
    answer: ['{"room":{"id":10006', '"name":"APItest1"'],
  },
  {
    client: 'the Java example of the vendor begins with an ampersand and quotes nothing',
    head: ['POST /v1/conferences HTTP/1.1', form, 'User-Agent: Java/17.0.15'],
    body: '&name=APItest&room_type=meeting&permanent_room=0&access_type=1&lobby_description=This is test for room created by API.&starts_at=2031-11-23 06:29&duration=1',
    status: 201,
    answer: ['"lobby_description":"This is test for room created by API."', '"ends_at":"2031-11-23T07:29:00+01:00"'],
  },
  {
    client: 'the Go client names no type and writes three hours as 3:0',
    head: ['POST /v1/conferences.json HTTP/1.1', 'User-Agent: Go-http-client/1.1'],
    body: 'access_type=3&duration=3%3A0&lobby_enabled=1&name=Go&permanent_room=0&registration%5Benabled%5D=1&room_type=webinar&starts_at=2031-05-06T07%3A08%3A09Z',
    status: 201,
    answer: ['"starts_at":"2031-05-06T09:08:00+02:00"', '"ends_at":"2031-05-06T12:08:00+02:00"'],
  },
  {
    client: 'the Go client leaves an empty query',
    head: ['GET /v1/conferences/10002/registrations/all.json? HTTP/1.1'],
    status: 200,
    answer: ['"registration_confirmed":"null"'],
  },
  {
    client: 'the C# client sends password and token to every room, empty',
    head: ['POST /v1/conferences/10001/room/autologin_hash HTTP/1.1', form],
    body: 'email=a%40b.co&nickname=Ann&role=listener&password=&token=',
    status: 200,
    answer: ['{"autologin_hash":"'],
  },
  {
    client: 'a Laravel client of JSON says that its questions are JSON',
    head: ['GET /v1/conferences HTTP/1.1', 'Accept: application/json', 'Content-Type: application/json'],
    status: 200,
    answer: ['{"active_conferences":[{"id":10001'],
  },
  {
    client: 'a PHP client on PSR-7 puts two slashes behind the version',
    head: ['GET /v1//conferences/10001 HTTP/1.1'],
    status: 200,
    answer: ['{"conference":{"id":10001'],
  },
  {
    client: 'the Moodle plugin asks for a slot in text parts',
    head: ['POST /v1/conference/availability HTTP/1.1', `Content-Type: multipart/form-data; boundary=${boundary}`],
    body: `${textPart('start_time', '2031-05-06 08:00:00')}${textPart('duration', '1')}${textPart('id', '0')}--${boundary}--\r\n`,
    status: 200,
    answer: ['{"status":"OK"}'],
  },
  {
    client: 'the Moodle plugin sends a password to an open room',
    head: ['POST /v1/conferences HTTP/1.1', `Content-Type: multipart/form-data; boundary=${boundary}`],
    body: `${['name:x y', 'room_type:webinar', 'permanent_room:0', 'access_type:1', 'duration:2', 'password:aB3dEf9x']
      .map((pair) => textPart(pair.split(':')[0] ?? '', pair.split(':')[1] ?? ''))
      .join('')}--${boundary}--\r\n`,
    status: 201,
    answer: ['"name":"x y"', '"access_type":1'],
  },
  {
    client: 'the Moodle plugin changes a room with parts of which none is left',
    head: ['PUT /v1/conferences/10001 HTTP/1.1', `Content-Type: multipart/form-data; boundary=${boundary}`],
    body: `--${boundary}--\r\n`,
    status: 200,
    answer: ['{"conference":{"id":10001'],
  },
  {
    client: 'the Moodle plugin deletes with the credentials of an anonymous person',
    head: ['DELETE /v1/conferences/10003 HTTP/1.1', 'Authorization: Basic YW5vbnltb3VzOiBub3JlcGx5QG1vb2RsZS5vcmc='],
    status: 200,
    answer: ['{"result":"OK"}'],
  },
];

test.each(requests)('$client', async ({ head, body = '', key: place, status, answer }) => {
  const { sandbox, key } = await startWorld();
  const { hostname, port } = new URL(sandbox.origin);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const [line = '', ...headers] = head;
  const isSized = body === '' || headers.some((header) => header.startsWith('Content-Length'));
  const lines = [
    line.replace('{key}', key),
    `Host: ${hostname}:${port}`,
    ...headers,
    ...(place === 'query' ? [] : [`X-API-KEY: ${key}`]),
    ...(isSized ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    'Connection: close',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  const said = Buffer.concat(chunks).toString();
  expect([Number(said.split(' ')[1]), said]).toEqual([status, expect.any(String)]);
  for (const piece of answer) expect(said).toContain(piece);
});
