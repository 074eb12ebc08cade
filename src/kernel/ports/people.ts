import type { Caller } from './identity.ts';

/** Who sits at the browser, as a page knows it. */
export interface Visitor {
  /** Null for the local owner, whom a ticket of this machine's own user vouches for. */
  readonly personId: string | null;
  readonly name: string;
  readonly role: 'owner' | 'member';
  /** The only tenant that a member may act for; null for owners, who may act for every one. */
  readonly tenantId: string | null;
}

/** What pages need to recognise a visitor; the cookie's value is all they have. */
export interface VisitorsPort {
  /** Address under which people reach the pages. */
  publicUrl(): string;
  /** The person signed in under this session cookie; undefined for nobody. */
  visitor(sessionToken: string | undefined): Promise<Visitor | undefined>;
}

/** The browser that asks. */
export interface Browser {
  readonly ip: string;
  readonly userAgent: string;
  /** Its Host header, by which passkeys are bound. */
  readonly host: string | undefined;
}

/** A new session, for the browser's cookie. */
export interface SignedIn {
  readonly sessionToken: string;
  readonly maxAgeSeconds: number;
  /** Where the browser goes: a path of this gateway. */
  readonly next: string;
}

/** What a person sees of his account. */
export interface Account {
  readonly name: string;
  readonly login: string | null;
  readonly role: 'owner' | 'member';
  readonly hasPassword: boolean;
  readonly passkeys: readonly {
    readonly id: string;
    readonly name: string;
    readonly createdAt: number;
    readonly lastUsedAt: number | null;
  }[];
  /** False when the sign-in is too long ago for a change of password or passkeys. */
  readonly mayChange: boolean;
}

export interface InvitationPage {
  readonly role: 'owner' | 'member';
  /** The tenant that a member will act for. */
  readonly tenantKey?: string;
  /** What whoever invited wrote down as the person's name. */
  readonly name?: string;
}

/** Where passkeys can be used: under this address, under another one, or nowhere (an address of numbers is no name). */
export type PasskeySite =
  | { readonly kind: 'here' }
  | { readonly kind: 'elsewhere'; readonly url: string }
  | { readonly kind: 'nowhere' };

/** A new person's own choices. */
export interface NewPerson {
  readonly name: string;
  readonly login: string;
}

/**
 * What the pages of people may do. Links and sessions are the only keys to it.
 * Errors of all: `not_found` for an unknown, used or expired link; `not_authenticated` for an unknown session; `bad_request` with what
 * to correct; `rate_limited`.
 */
export interface PeoplePort extends VisitorsPort {
  /** True when the gateway has an owner who can sign in. */
  isOwned(): Promise<boolean>;
  /** Leaves the owner's link as it is. */
  ownerLink(token: string): Promise<{ readonly isOwned: boolean }>;
  /** Uses the owner's link up. */
  acceptOwnership(token: string, browser: Browser): Promise<SignedIn>;
  signIn(given: { readonly login: string; readonly password: string }, browser: Browser): Promise<SignedIn>;
  signOut(sessionToken: string | undefined): Promise<void>;
  /** Ends all sessions of this session's person. */
  signOutEverywhere(sessionToken: string | undefined): Promise<void>;
  /** A session in place of one that has used up much of its time; undefined when it may stay. */
  renew(sessionToken: string | undefined, browser: Browser): Promise<SignedIn | undefined>;
  account(sessionToken: string | undefined): Promise<Account>;
  /** Also ends all other sessions of the person. */
  setPassword(
    sessionToken: string | undefined,
    given: { readonly login: string; readonly password: string },
    browser: Browser,
  ): Promise<SignedIn>;
  invitation(token: string): Promise<InvitationPage>;
  /** Uses the invitation up. */
  acceptInvitation(
    token: string,
    given: NewPerson & { readonly password: string },
    browser: Browser,
  ): Promise<SignedIn>;
  readonly passkeys: PasskeysPort;
}

/** Passkeys: options go to the browser as they are, its answers come back as it gave them. */
export interface PasskeysPort {
  site(host: string | undefined): PasskeySite;
  signInOptions(browser: Browser): Promise<unknown>;
  signIn(credential: unknown, browser: Browser): Promise<SignedIn>;
  addOptions(sessionToken: string | undefined, browser: Browser): Promise<unknown>;
  add(sessionToken: string | undefined, credential: unknown, browser: Browser): Promise<void>;
  /** Errors: `bad_request` for the only way in that an owner has. */
  remove(sessionToken: string | undefined, id: string): Promise<void>;
  invitationOptions(token: string, given: NewPerson, browser: Browser): Promise<unknown>;
  acceptInvitation(token: string, given: NewPerson, credential: unknown, browser: Browser): Promise<SignedIn>;
}

/** A person, as those see him who manage the workspace. */
export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly login?: string;
  readonly role: 'owner' | 'member';
  readonly tenantKey?: string;
  /** True when the person can sign in by himself: with a password or a passkey. */
  readonly canSignIn: boolean;
  readonly createdAt: string;
}

/** A link that lets somebody in once. */
export interface EntryLink {
  readonly url: string;
  readonly expiresAt: string;
}

/** A new invitation. */
export interface InvitationLink extends EntryLink {
  /** What the person will have as id. */
  readonly id: string;
  /** True when there was no such tenant before; absent for owners. */
  readonly tenantCreated?: boolean;
}

/** An invitation that still works, without its link. */
export interface InvitationView extends InvitationPage {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** What operations may do about people. */
export interface PeopleDirectory {
  list(): Promise<PersonView[]>;
  /** With sessions, passkeys and what the person allowed programs to do. Errors: `not_found`; `bad_request` for the last owner. */
  remove(id: string): Promise<void>;
  /** Errors: `access_denied` for a caller who lacks a scope; `bad_request` when role and tenant do not go together. */
  invite(
    caller: Caller,
    request: {
      readonly role: 'owner' | 'member';
      readonly tenantKey?: string | undefined;
      readonly name?: string | undefined;
      readonly expiresInMs: number;
    },
  ): Promise<InvitationLink>;
  /** Those that still work, newest first. */
  invitations(): Promise<InvitationView[]>;
  /** Errors: `not_found`, also for a used one. */
  revokeInvitation(id: string): Promise<void>;
  /** One more link for the owner; those before go on working. `next` is the path it leads to. */
  ownerLink(next?: string): Promise<EntryLink>;
}
