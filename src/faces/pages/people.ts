import { Hono } from 'hono';
import { accountPages } from './account.ts';
import { homePage } from './home.ts';
import { invitationPages } from './invitation.ts';
import type { PeoplePages } from './people-parts.ts';
import { signInPages } from './sign-in.ts';
import { welcomePages } from './welcome.ts';

/** The start page, every page by which people come in, and their account. */
export function peoplePages(parts: PeoplePages, version: string): Hono {
  const pages = [welcomePages, signInPages, accountPages, invitationPages];
  return pages.reduce((app, make) => app.route('/', make(parts)), new Hono().route('/', homePage(version, parts)));
}
