import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** What a `search_text` column holds: the searchable parts of a row, one a line. */
export function searchText(parts: readonly (string | null)[]): string {
  return foldCase(parts.map((part) => part ?? '').join('\n'));
}

/** True for rows whose `search_text` has this text anywhere, in any case; its own wildcards mean themselves. */
export function containing(text: string): RawBuilder<SqlBool> {
  const pattern = `%${foldCase(text).replace(/[%_!]/g, '!$&')}%`;
  return sql<SqlBool>`search_text like ${pattern} escape '!'`;
}

// In one way for both engines, which fold case differently.
function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
