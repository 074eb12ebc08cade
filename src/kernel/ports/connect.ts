import type { CredentialField } from '../connector.ts';

/** How an option leads to the app's own sign-in, in place of a form whose entries are the credentials. */
export interface SignInView {
  /** `browser`: the person is sent to the app and comes back; `device`: the person enters a code there, anywhere. */
  readonly by: 'browser' | 'device';
  /** Where the person is sent, as a host name. */
  readonly host: string;
}

/** One way to authenticate, as the connect page offers it. */
export interface ConnectOption {
  readonly key: string;
  readonly title: string;
  /** What is asked before the sign-in, or the credentials themselves. */
  readonly fields: Readonly<Record<string, CredentialField>>;
  /** Present for `begin`, absent for `submit`. */
  readonly signIn?: SignInView;
  /** Hosts that get what is entered, or what the sign-in gives; the app's own address first. Empty for a sandbox. */
  readonly sentTo: readonly string[];
  /** False: what is entered is kept without asking the app whether it works. */
  readonly isChecked: boolean;
  /** What the app will allow; to be shown before the person goes on. */
  readonly scopes?: readonly { readonly name: string; readonly description?: string }[];
  /** Why it cannot be used at present: what the workspace has to set first. */
  readonly unavailable?: string;
}

/** What has to be known before there is anything to connect: which app, or how one talks to it. */
export type PageQuestion =
  | {
      readonly about: 'app';
      readonly candidates: readonly { readonly id: string; readonly name: string; readonly description: string }[];
    }
  | {
      readonly about: 'definition';
      /** The address that the app was added by; absent for one that was added by name. */
      readonly baseUrl?: string;
    };

/** Whose word an app's addresses are, for an app that was added here. */
export interface AddedBy {
  readonly who: 'workspace' | 'tenant';
  /** The app's own domain; empty for one that was added by name. */
  readonly domain: string;
  /** Hosts that get credentials and do not belong to that domain. */
  readonly strangers: readonly string[];
}

/** What the connect page shows. */
export interface ConnectPage {
  readonly appName: string;
  readonly appDescription: string;
  readonly credentialsHelp?: string;
  readonly connectionId: string;
  readonly connectionName: string;
  readonly tenantId: string;
  readonly tenantKey: string;
  /** The program that asked for the link, as its login named it. */
  readonly requestedBy?: string;
  /** Epoch milliseconds. */
  readonly requestedAt: number;
  /** True for an imitation of the app on this machine, which needs no account. */
  readonly isSandbox: boolean;
  /** Empty while there is a question. */
  readonly options: readonly ConnectOption[];
  readonly question?: PageQuestion;
  readonly isConnected: boolean;
  /** What a connection that works has: credentials that the app was asked about or not, the sandbox's own, or none because it needs none. */
  readonly credentials: 'checked' | 'unchecked' | 'sandbox' | 'none';
  /** Absent for an app with a connector, and while nobody has said how to talk to it. */
  readonly addedBy?: AddedBy;
  /** True while the gateway works out what the answer to a question means. */
  readonly isBuilding: boolean;
  /** Why it does not work at present. */
  readonly error?: string;
}

/** What somebody wanted the browser to do after a sign-in; from a request of this connection's tenant, never from an address. */
export interface AfterSignIn {
  /** Connection request or browser flow that this belongs to. */
  readonly requestId?: string;
  /** Where its caller wants the browser to go: http(s), or undefined. */
  readonly redirectUri?: string;
}

/** A sign-in that a person wants to begin. */
export interface SignInRequest {
  readonly option: string;
  readonly input: Readonly<Record<string, string>>;
  /** The value of this browser's cookie `connect`; only the browser that holds it can finish. */
  readonly browserToken: string;
  readonly requestId?: string;
}

/** What the browser is to do next. The address of `redirect` belongs into a page, not into a redirect of the form: policies stop those. */
export type BegunSignIn =
  | { readonly by: 'browser'; readonly redirectTo: string }
  | {
      readonly by: 'device';
      /** For `device`, with the same cookie. */
      readonly ticket: string;
      readonly userCode: string;
      readonly verificationUri: string;
      readonly verificationUriComplete?: string;
      readonly expiresAt: number;
    };

/** How a sign-in ended, for the person. */
export type FinishedSignIn =
  | { readonly status: 'connected'; readonly page: ConnectPage; readonly after: AfterSignIn }
  | {
      readonly status: 'failed';
      /** One sentence without secrets; `hint` says what to do. */
      readonly message: string;
      readonly hint: string;
      /** Path of the connect page, while its link works. */
      readonly retryPath?: string;
      readonly after: AfterSignIn;
    };

/** What the connect page may do; the link's token is the only key to it. */
export interface ConnectPort {
  /** Address under which people reach the pages; forms come from its origin. */
  publicUrl(): string;
  /** Errors: `not_found` for an unknown, used or expired link, all alike. */
  open(linkToken: string): Promise<ConnectPage>;
  /**
   * Binds the link to the first browser in which somebody presses a button. False for every other one; whoever stole a link that is in use
   * gains nothing. Errors: `not_found`.
   */
  claim(linkToken: string, browserToken: string): Promise<boolean>;
  /** `own` for the browser that claimed the link, used or not; `foreign` for every other one; `free` while none has. */
  holder(linkToken: string, browserToken: string | undefined): Promise<'own' | 'foreign' | 'free'>;
  /**
   * Answers the page's question; the link stays good for what follows. Whoever manages the workspace may speak for it.
   * Errors: `not_found`; `bad_request` naming the field.
   */
  answer(
    linkToken: string,
    input: Readonly<Record<string, string>>,
    who: { readonly isManager: boolean },
  ): Promise<ConnectPage>;
  /** Checks the credentials with the app and accepts them; the link is used up. Errors: `not_found`; `bad_request` with what to correct. */
  submit(linkToken: string, optionKey: string, input: Readonly<Record<string, string>>): Promise<ConnectPage>;
  /**
   * Begins a sign-in at the app, because the person pressed the button. The link stays good until one succeeds.
   * Errors: `not_found`; `bad_request` with what to correct; `configuration` when the client is not set up; the egress's own.
   */
  begin(linkToken: string, request: SignInRequest): Promise<BegunSignIn>;
  /** Ends a sign-in with the query that the app sent the browser back with. The same query works once. */
  finish(query: URLSearchParams, browserToken: string | undefined): Promise<FinishedSignIn>;
  /** How a sign-in by code stands; undefined while it is under way. */
  device(ticket: string, browserToken: string | undefined): Promise<FinishedSignIn | undefined>;
}
