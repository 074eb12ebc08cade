import { Hono } from 'hono';
import { type ApprovalPageParts, approvalPage } from './approval.ts';
import { type AuthorizeParts, authorizePages } from './authorize.ts';
import { peoplePages } from './people.ts';
import type { PeoplePages } from './people-parts.ts';

export interface PagesParts extends AuthorizeParts, ApprovalPageParts, PeoplePages {
  readonly version: string;
}

/** Every page for people but those by which they connect apps. */
export function pages(parts: PagesParts): Hono {
  return new Hono()
    .route('/', authorizePages(parts))
    .route('/', approvalPage(parts))
    .route('/', peoplePages(parts, parts.version));
}
