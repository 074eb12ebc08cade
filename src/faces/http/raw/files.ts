import { pipeline } from 'node:stream/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';
import { PorinError } from '../../../kernel/errors.ts';
import { percentDecoded } from '../../../kernel/percent.ts';
import { admit } from '../admit.ts';
import { bodyOf } from '../body.ts';
import type { FaceEnv, FaceParts } from '../face.ts';

/** POST /files and GET /files/{id}: bytes as streams, in and out. */
export function mountFiles(app: Hono<FaceEnv>, parts: FaceParts): void {
  const { gateway, logger } = parts;
  app.post('/files', async (c) => {
    const caller = await admit(c.env.incoming, 'actions:write', parts, c.get('reply'));
    const { headers } = c.env.incoming;
    const name = headers['x-file-name'];
    if (typeof name !== 'string' || name === '')
      throw new PorinError('bad_request', 'x-file-name: required, the file name percent-encoded', {
        hint: 'Send the content as the body, with the headers content-type and x-file-name',
      });
    const file = await gateway.files.save(caller.tenantId, {
      name: percentDecoded(name),
      contentType: headers['content-type'] ?? 'application/octet-stream',
      content: bodyOf(c.env.incoming),
    });
    return c.json(file, 201, { ...c.get('reply').headers });
  });

  app.get('/files/:id', async (c) => {
    const caller = await admit(c.env.incoming, 'actions:read', parts, c.get('reply'));
    const file = await gateway.files.get(caller.tenantId, c.req.param('id'));
    const headers = {
      ...c.get('reply').headers,
      'content-type': file.contentType,
      'content-length': String(file.sizeBytes),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'x-content-type-options': 'nosniff',
    };
    // The router takes HEAD for a GET whose body it drops; of a stream that is under way it could not.
    if (c.req.method === 'HEAD') return c.body(null, 200, headers);
    c.env.outgoing.writeHead(200, headers);
    // Nothing can be answered any more when it breaks off: the caller has left, or sees the broken connection.
    await pipeline(gateway.files.read(file), c.env.outgoing).catch((error: unknown) =>
      logger.info({ requestId: c.get('requestId'), file: file.file, error: String(error) }, 'a download broke off'),
    );
    return RESPONSE_ALREADY_SENT;
  });
}
