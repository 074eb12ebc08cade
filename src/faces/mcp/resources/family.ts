import type { ReadResourceResult, Resource, ResourceTemplateType } from '@modelcontextprotocol/server';
import type { Session } from '../session.ts';

/** Resources of one kind. Whoever may not read has none. */
export interface ResourceFamily {
  /** In the order of the list, which is the same until something changes. */
  list?(session: Session): Promise<readonly Resource[]>;
  readonly templates?: readonly ResourceTemplateType[];
  /** Undefined for an address that is another family's, or leads nowhere. */
  read(session: Session, uri: string): Promise<ReadResourceResult | undefined>;
}

/** What an address says after its prefix, decoded; undefined when it is another's. */
export function partAfter(prefix: string, uri: string): string | undefined {
  if (!uri.startsWith(prefix) || uri.length > prefix.length + 300) return undefined;
  try {
    const part = decodeURIComponent(uri.slice(prefix.length));
    return part === '' ? undefined : part;
  } catch {
    // Not an address that anybody here wrote.
    return undefined;
  }
}
