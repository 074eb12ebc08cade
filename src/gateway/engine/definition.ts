import type { Admitted } from './ask.ts';

/**
 * What runs, where whoever asked or saved it chose name and description: code as it stands, all else as JSON. Undefined for what a
 * connector offers, which is what it is called.
 */
export function definitionOf(
  { saved, request }: Pick<Admitted, 'saved' | 'request'>,
  redact: (value: unknown) => unknown,
): string | undefined {
  const { api, code } = request;
  const inline = api === undefined && code === undefined ? undefined : { ...(api && { request: api }), code };
  const made = saved ? { type: saved.type, ...saved.config, ...outputOf(saved.outputMapping) } : inline;
  if (made === undefined) return undefined;
  const { code: source, ...rest } = redact(made) as { readonly code?: unknown };
  const isCode = typeof source === 'string';
  const json = isCode || source === undefined ? rest : { ...rest, code: source };
  const parts = [
    ...(Object.keys(json).length === 0 ? [] : [JSON.stringify(json, undefined, 2)]),
    ...(isCode ? [source] : []),
  ];
  return parts.join('\n\n');
}

function outputOf(outputMapping: unknown): { readonly outputMapping?: unknown } {
  return outputMapping === null || outputMapping === undefined ? {} : { outputMapping };
}
