import type { ErrorBody, PorinError } from '../errors.ts';
import type { ConnectionView } from './gateway.ts';
import type { Caller } from './identity.ts';

/** A connect() that a browser began, or a connection request that a person opened: what was asked, and what came of it. */

/** What a browser asks to have connected. */
export interface ConnectAsk {
  /** The caller's own id for it; one is made when absent. */
  readonly requestId?: string | undefined;
  /** Id or key of an existing connection; wins over what follows. */
  readonly connection?: string | undefined;
  readonly integration?: string | undefined;
  readonly connector?: string | undefined;
  /** In words, where nothing else is given. */
  readonly intent?: string | undefined;
  readonly name?: string | undefined;
  readonly allowMultipleConnections?: boolean | undefined;
  /** Where the browser goes afterwards, with the result in its query. */
  readonly redirectUri?: string | undefined;
  /** Given back with the result. */
  readonly customState?: string | undefined;
  /** A connection request that this one answers; it says what is connected. */
  readonly connectionRequestId?: string | undefined;
  /** The site that asked, so that nobody else is told the result; absent when it did not say. */
  readonly origin?: string | undefined;
  /** True for a page inside a frame of the caller's own site. */
  readonly isFramed?: boolean | undefined;
  readonly theme?: 'light' | 'dark' | undefined;
}

/** The result as the contract writes it: the same to the window that asked and over the event stream. */
export type ConnectResult =
  | {
      readonly source: 'integration.app';
      readonly requestId: string;
      readonly type: 'newConnectionCreated';
      readonly connection: ConnectionView;
    }
  | {
      readonly source: 'integration.app';
      readonly requestId: string;
      readonly type: 'newConnectionFailure';
      readonly error: string;
      readonly errorData: ErrorBody;
      readonly connectionId?: string;
    };

/** A flow as its pages know it. */
export interface ConnectFlow {
  readonly tenantId: string;
  readonly requestId: string;
  readonly connectionId: string;
  readonly isPending: boolean;
  readonly redirectUri?: string;
  readonly customState?: string;
  readonly connectionRequestId?: string;
  /** What whoever asked says to the person. */
  readonly prompt?: string;
  readonly origin?: string;
  readonly isFramed: boolean;
  readonly theme?: 'light' | 'dark';
}

export interface BegunFlow {
  readonly flow: ConnectFlow;
  /** The connect page's link for its connection. */
  readonly linkToken: string;
}

/** Errors of all: the storage's own. */
export interface ConnectFlowsPort {
  /** Finds or makes the connection and notes the request. Errors: `access_denied`, `bad_request`, `not_found`, `already_exists`; those of making a connection. */
  begin(caller: Caller, ask: ConnectAsk): Promise<BegunFlow>;
  /** The page of a connection request, by its unguessable id. Errors: `not_found` for an unknown one and one that is over. */
  open(requestId: string): Promise<BegunFlow>;
  /** The flow that a link was made for, if it was made for one. A used link still tells. */
  find(linkToken: string): Promise<ConnectFlow | undefined>;
  /** The flow that a sign-in of this tenant belonged to. */
  ofTenant(tenantId: string, requestId: string | undefined): Promise<ConnectFlow | undefined>;
  /** What came of it; undefined while it is under way. Success is noted where credentials are stored. */
  result(flow: ConnectFlow): Promise<ConnectResult | undefined>;
  /** Notes that nothing comes of it; what was noted first stays. */
  fail(flow: ConnectFlow, error: PorinError): Promise<ConnectResult>;
  /** The person does not want to. */
  cancel(flow: ConnectFlow): Promise<ConnectResult>;
  /** Calls `deliver` once, as soon as a request of that tenant and id is over: it need not be known yet. Returns how to stop. */
  watch(tenantId: string, requestId: string, deliver: (result: ConnectResult) => void): () => void;
}
