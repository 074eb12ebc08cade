import { Hono } from 'hono';
import { digestOf } from '../../../../kernel/digest.ts';
import { script, style } from './assets.gen.ts';

const folder = '/_room';

/** What pages load beside themselves; a changed file has a changed address, so that browsers may keep it. */
export const assets = {
  script: asset('room.js', 'text/javascript', script),
  style: asset('room.css', 'text/css', style),
} as const;

function asset(name: string, type: string, text: string) {
  const version = digestOf(text).slice(0, 12);
  return { path: `${folder}/${name}`, href: `${folder}/${name}?v=${version}`, type, text, version };
}

export function pageAssets(): Hono {
  const app = new Hono();
  for (const { path, type, text, version } of Object.values(assets)) {
    app.get(path, (context) => {
      const isNamed = context.req.query('v') === version;
      return context.body(text, 200, {
        'content-type': `${type}; charset=utf-8`,
        'cache-control': isNamed ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
    });
  }
  return app;
}
