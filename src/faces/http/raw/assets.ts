import type { Hono } from 'hono';
import { passkeyScript } from '../../pages/passkey-script.ts';
import type { FaceEnv } from '../face.ts';

/** GET /assets/passkey.js, the only script that a page loads. */
export function mountAssets(app: Hono<FaceEnv>): void {
  app.get('/assets/passkey.js', (c) =>
    c.body(passkeyScript, 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    }),
  );
}
