import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Searchable } from '../../src/gateway/search/index/document.ts';

const querySchema = z.object({
  id: z.string(),
  /** An app, or `*` for the whole catalogue. */
  scope: z.string(),
  query: z.string(),
  lang: z.string().default('en'),
  /** `app/key`, any of them is right; empty when nothing in the scope is. */
  acceptable: z.array(z.string()),
  kind: z.string(),
});

export type Query = z.output<typeof querySchema>;

/** What is fitted to one app is judged by others: the app that a query is about, or the query itself where none is right. */
export function appOf({ id, scope, acceptable }: Query): string {
  return scope === '*' ? (acceptable[0]?.split('/')[0] ?? id) : scope;
}

const actionSchema = z.object({
  app: z.string(),
  appName: z.string(),
  key: z.string(),
  name: z.string(),
  description: z.string().default(''),
  phrases: z.array(z.string()).default([]),
});

export const dataFile = (name: string) => new URL(`../data/${name}`, import.meta.url);

/** Errors: those of reading the file; one that names the line when it is no query. */
export function readQueries(file: string | URL): Query[] {
  return readLines(file, querySchema);
}

export function readCatalog(file: string | URL): Searchable[] {
  return readLines(file, actionSchema).map(({ app, appName, ...action }) => ({ app, appName, action }));
}

function readLines<T extends z.ZodType>(file: string | URL, schema: T): z.output<T>[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [schema.parse(JSON.parse(line))];
    } catch (cause) {
      throw new Error(`${file}, line ${index + 1}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  });
}
