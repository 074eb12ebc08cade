import type { ActionDetail } from '../../kernel/action-detail.ts';
import { pageThrough } from '../../kernel/cursor.ts';
import { newAppId } from '../../kernel/new-app.ts';
import { plainText } from '../../kernel/plain-text.ts';
import type { ElementType, Found, SearchPort } from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import { slugOf } from '../../kernel/slug.ts';
import { fitOf, hostOf, type Named } from './names.ts';

/** Something that can be found, shown only when it is on the page. */
export interface Candidate extends Named {
  readonly elementType: ElementType;
  readonly id: string;
  show(): Promise<Found['element']> | Found['element'];
}

export interface SearchParts {
  /** What a caller can see, but for actions. */
  candidates(caller: Caller, types: ReadonlySet<ElementType>): Promise<readonly Candidate[]>;
  /** Actions by what somebody wants to do, best first. */
  actions(
    caller: Caller,
    intent: string,
    detail: ActionDetail,
  ): Promise<{ readonly items: readonly Shown[]; readonly hint?: string }>;
}

type Shown = Pick<Candidate, 'elementType' | 'show'>;

const order: readonly ElementType[] = ['connector', 'external-app', 'integration', 'connection', 'action'];

/** Finds what is named by a query, and actions by what somebody wants to do. */
export function createSearch(parts: SearchParts): SearchPort {
  return {
    async find(caller, { q, elementType, detail = 'schema' }, page) {
      const types = new Set(elementType === undefined ? order : [elementType]);
      const named = rankByName(q, await parts.candidates(caller, types));
      const actions = types.has('action') ? await parts.actions(caller, q, detail) : { items: [] };
      const found: readonly Shown[] = [...named, ...actions.items];
      // Without anything an agent could not go on: connecting this one asks how to talk to it.
      const unknown = found.length === 0 && types.has('connector') ? unknownConnector(q) : undefined;
      const { items, ...rest } = pageThrough(unknown ? [unknown] : found, page);
      const shown = items.map(async (item) => ({ elementType: item.elementType, element: await item.show() }));
      const hint = items.length === 0 && actions.hint !== undefined ? { hint: actions.hint } : {};
      return { ...rest, ...hint, items: await Promise.all(shown) };
    },
  };
}

function rankByName(q: string, candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, fit: fitOf(q, candidate) }))
    .filter(({ fit }) => fit > 0)
    .sort(
      (a, b) =>
        b.fit - a.fit ||
        order.indexOf(a.candidate.elementType) - order.indexOf(b.candidate.elementType) ||
        (a.candidate.id < b.candidate.id ? -1 : 1),
    )
    .map(({ candidate }) => candidate);
}

/** An app that nothing here knows; its id says so to whoever connects it. Undefined for a query of signs alone. */
function unknownConnector(q: string): Shown | undefined {
  const host = hostOf(q);
  const key = host ?? slugOf(q, 100);
  if (key === '') return undefined;
  const element = {
    id: newAppId(key),
    key,
    uuid: newAppId(key),
    name: host ?? plainText(q, 200),
    logoUri: '',
    description: 'No connector knows this app yet; connecting asks how to talk to it',
    isKnown: false,
  };
  return { elementType: 'connector', show: () => element };
}
