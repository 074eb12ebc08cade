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
