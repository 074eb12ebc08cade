import type { ContentBlock } from '@modelcontextprotocol/server';
import type { JsonSchema } from '../../../kernel/json-schema.ts';
import type { Scope } from '../../../kernel/ports/identity.ts';
import type { Session } from '../session.ts';

/** All four, always: what a tool does is never left to a host's guess. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** A tool as a host sees it and as it is called. */
export interface Tool {
  /** `^[A-Za-z0-9_-]{1,64}$` */
  readonly name: string;
  readonly title: string;
  /** Whose action it runs; absent for tools of the gateway itself. */
  readonly app?: string;
  /** Written for an agent that sees nothing else. */
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  readonly annotations: ToolAnnotations;
  /** Left out of the list for a token without it; a call is refused by whoever does the work. */
  readonly needs?: Scope;
  /** Errors: PorinError, shown to the agent as a tool result with `isError`; ProtocolError, told to the client alone. */
  call(args: Readonly<Record<string, unknown>>, call: ToolCall): Promise<ToolAnswer>;
}

/** One call of a tool. */
export interface ToolCall {
  readonly session: Session;
  /** The tool and its arguments, as they came: what a user confirms. */
  readonly asked: { readonly tool: string; readonly arguments: Readonly<Record<string, unknown>> };
  /** Where the call belongs in the caller's own tracing; apps are not told. Source: W3C Trace Context, §3.2. */
  readonly traceparent?: string;
  /** Aborted when the client leaves or cancels. */
  readonly signal: AbortSignal;
  /** What the client said that it can show to its user; nothing for one that said nothing, as all of the older protocol. */
  readonly elicitation: { readonly form: boolean; readonly url: boolean };
  /** Of the second round of a call that asked its user something. */
  readonly answers?: { readonly responses: Readonly<Record<string, unknown>>; readonly state: string | undefined };
  /** What the client said that it can do; nothing in the older protocol, where no request says so. */
  readonly declared: Readonly<Record<string, unknown>>;
  /** Sends what belongs to this call before its result. */
  notify(method: string, params: Readonly<Record<string, unknown>>): Promise<void>;
  /** Tells how far it is, when the client wants to know. */
  progress(done: number, total: number | undefined, message: string): Promise<void>;
}

/** A file or a whole answer that is fetched apart, so that it does not pass through an agent's context. */
export interface ResourceLink {
  readonly uri: string;
  readonly name: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size?: number;
  readonly description?: string;
}

export interface ToolResult {
  /** Validates against the tool's output schema. */
  readonly structured: Readonly<Record<string, unknown>>;
  /** Compact; the structured content as JSON when absent. */
  readonly text?: string;
  readonly isError?: boolean;
  /** Pictures, sounds and texts, in place of `text`. */
  readonly blocks?: readonly ContentBlock[];
  readonly links?: readonly ResourceLink[];
  /** Dot paths of the only members of `output` that are wanted. */
  readonly fields?: readonly string[];
  /** How long the answer may be. */
  readonly maxBytes?: number;
  /** Of `output`, where it is promised. */
  readonly outputSchema?: JsonSchema;
  /** True when the same call may be made again for another part of the answer. */
  readonly isRepeatable?: boolean;
}

/** What the client's user is asked before the call goes on; the client calls again with the answers. */
export interface InputRequired {
  readonly inputRequests: Readonly<Record<string, unknown>>;
  readonly requestState?: string;
}

export type ToolAnswer = ToolResult | InputRequired;
