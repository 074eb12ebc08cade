import type { ReadResourceResult } from '@modelcontextprotocol/server';
import { clean } from '../results/clean.ts';
import { shrink, summary } from '../results/shrink.ts';
import { isRecord } from '../tools/schemas.ts';

const mostBytes = 100_000;

/** What the gateway tells of itself, as a resource that a model can take in. */
export function jsonResource(uri: string, content: Readonly<Record<string, unknown>>): ReadResourceResult {
  const cuts: Parameters<typeof summary>[0][number][] = [];
  const shown = shrink(content, mostBytes, '', cuts);
  const told = cuts.length === 0 ? {} : { truncated: true, cut: summary(cuts) };
  const text = JSON.stringify(clean({ ...(isRecord(shown) ? shown : {}), ...told }));
  return { contents: [{ uri, mimeType: 'application/json', text }] };
}
