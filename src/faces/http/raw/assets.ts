import type { Hono } from 'hono';
import { connectScript } from '../../pages/connect-script.ts';
import { passkeyScript } from '../../pages/passkey-script.ts';
import type { FaceEnv } from '../face.ts';

const scripts = { 'passkey.js': passkeyScript, 'connect.js': connectScript } as const;

/** GET /assets/passkey.js and connect.js, the only scripts that pages load. */
export function mountAssets(app: Hono<FaceEnv>): void {
  for (const [name, script] of Object.entries(scripts)) {
    app.get(`/assets/${name}`, (c) =>
      c.body(script, 200, {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      }),
    );
  }
}
