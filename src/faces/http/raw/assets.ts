import type { Hono } from 'hono';
import { connectScript } from '../../pages/connect-script.ts';
import { passkeyScript } from '../../pages/passkey-script.ts';
import type { FaceEnv } from '../face.ts';

const scripts = { 'passkey.js': passkeyScript, 'connect.js': connectScript } as const;

/** GET /assets/passkey.js and connect.js, the only scripts that pages load; and a picture for each app. */
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
  app.get('/assets/icons/:name{[\\w-]+\\.svg}', (c) =>
    c.body(monogram(c.req.param('name')), 200, {
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=86400',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
    }),
  );
}

/** The first letter of a name on a colour of its own, for whatever has no picture. */
function monogram(name: string): string {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 0);
  const letter = (/[a-z0-9]/i.exec(name)?.[0] ?? '?').toUpperCase();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="10" fill="hsl(${hue} 55% 42%)"/><text x="24" y="33" font-family="sans-serif" font-size="26" font-weight="600" fill="#fff" text-anchor="middle">${letter}</text></svg>`;
}
