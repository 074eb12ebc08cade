import type { Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { digestOf } from '../../../kernel/digest.ts';
import type { Skill } from '../../../kernel/ports/skills.ts';
import type { FaceEnv, FaceParts } from '../face.ts';

const schema = 'https://schemas.agentskills.io/discovery/0.2.0/schema.json';
const current = '/.well-known/agent-skills';
/** Where programs look that know the first version alone. */
const older = '/.well-known/skills';
const cacheControl = 'public, max-age=300';

/**
 * The skills of the built-in apps, for `npx skills add <gateway>` and whoever else discovers them: an index, and one SKILL.md each.
 * They are the same for everybody, so nobody is asked for a token.
 */
export function mountSkills(app: Hono<FaceEnv>, { gateway: { skills } }: Pick<FaceParts, 'gateway'>): void {
  const open = cors({ origin: '*', allowMethods: ['GET', 'HEAD'], exposeHeaders: ['etag'], maxAge: 7_200 });
  for (const place of [current, older]) {
    app.use(`${place}/*`, open);
    // Whoever opens the folder sees what is in it.
    app.get(`${place}/`, (c) => c.body(null, 307, { location: 'index.json', 'cache-control': cacheControl }));
    app.get(`${place}/:name/SKILL.md`, async (c) => {
      const found = (await skills.published()).find(({ name }) => name === c.req.param('name'));
      if (!found) return c.notFound();
      return cached(c, { body: found.content, type: 'text/markdown; charset=utf-8', digest: found.digest });
    });
  }
  app.get(`${current}/index.json`, async (c) =>
    json(c, { $schema: schema, skills: (await skills.published()).map(entry) }),
  );
  app.get(`${older}/index.json`, async (c) =>
    json(c, { $schema: schema, skills: (await skills.published()).map(olderEntry) }),
  );
}

/** The digest is that of the bytes at the address, which stands relative to the index: a base path of the gateway does not matter. */
function entry({ name, description, digest }: Skill) {
  return { name, type: 'skill-md', description, url: `${name}/SKILL.md`, digest };
}

/**
 * What the first version reads, with the digest that it does not know: programs that know both look here when a digest is wrong there,
 * and must not find a way around it.
 */
function olderEntry(skill: Skill) {
  return { ...entry(skill), files: ['SKILL.md'] };
}

function json(c: Context<FaceEnv>, value: unknown): Response {
  const body = JSON.stringify(value);
  return cached(c, { body, type: 'application/json', digest: digestOf(body) });
}

function cached(
  c: Context<FaceEnv>,
  { body, type, digest }: Readonly<Record<'body' | 'type' | 'digest', string>>,
): Response {
  const etag = `"${digest}"`;
  const headers = { etag, 'cache-control': cacheControl, 'x-content-type-options': 'nosniff' };
  const known = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) return c.body(null, 304, headers);
  return c.body(body, 200, { ...headers, 'content-type': type });
}
