import { pipeline } from 'node:stream/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Hono } from 'hono';
import { PorinError } from '../../../kernel/errors.ts';
import type { Caller, Scope } from '../../../kernel/ports/identity.ts';
import type { FaceEnv, FaceParts } from '../face.ts';
import { bearerToken, bodyOf } from '../request.ts';

/** POST /files and GET /files/{id}: bytes as streams, in and out. */
export function mountFiles(app: Hono<FaceEnv>, { gateway, authenticate, logger }: FaceParts): void {
  const admit = async (c: Context<FaceEnv>, scope: Scope): Promise<Caller> => {
    const caller = await authenticate(bearerToken(c.env.incoming.headers.authorization));
    if (caller.scopes.has(scope)) return caller;
    throw new PorinError('access_denied', `This needs the scope ${scope}, which this token has not`);
  };

  app.post('/files', async (c) => {
    const caller = await admit(c, 'actions:write');
    const { headers } = c.env.incoming;
    const name = headers['x-file-name'];
    if (typeof name !== 'string' || name === '')
      throw new PorinError('bad_request', 'x-file-name: required, the file name percent-encoded', {
        hint: 'Send the content as the body, with the headers content-type and x-file-name',
      });
    const file = await gateway.files.save(caller.tenantId, {
      name: decodedName(name),
      contentType: headers['content-type'] ?? 'application/octet-stream',
      content: bodyOf(c.env.incoming),
    });
    return c.json(file, 201);
  });

  app.get('/files/:id', async (c) => {
    const caller = await admit(c, 'actions:read');
    const file = await gateway.files.get(caller.tenantId, c.req.param('id'));
    c.env.outgoing.writeHead(200, {
      'content-type': file.contentType,
      'content-length': file.sizeBytes,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'x-content-type-options': 'nosniff',
    });
    // Nothing can be answered any more when it breaks off: the caller has left, or sees the broken connection.
    await pipeline(gateway.files.read(file), c.env.outgoing).catch((error: unknown) =>
      logger.info({ requestId: c.get('requestId'), file: file.file, error: String(error) }, 'a download broke off'),
    );
    return RESPONSE_ALREADY_SENT;
  });
}

function decodedName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // Not percent-encoded: the name as it is.
    return name;
  }
}
