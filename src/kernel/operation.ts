import type { z } from 'zod';
import type { Departure } from './departure.ts';
import type { GatewayPorts } from './ports/gateway.ts';
import type { Caller, Scope } from './ports/identity.ts';

/** What an operation is given for one call: who asks, and the gateway. */
export interface OperationContext extends GatewayPorts {
  readonly caller: Caller;
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** The same, for those who only wait. */
  readonly departure: Departure;
  /** What goes with the answer besides its body. */
  readonly reply: { header(name: string, value: string): void };
}

/** How an operation shows on the command line; the flags come from its input schema. */
export interface CliFace {
  /** `connection list`. */
  readonly command: string;
  /** Input fields given without a flag, in order; `[name]` marks an optional one. */
  readonly positional?: readonly string[];
  /** Columns of the human table: field paths into an item (or the answer itself). */
  readonly columns?: readonly string[];
  /** Input field that `--credentials-stdin` fills from standard input (JSON, or one bare secret). */
  readonly secretsFromStdin?: string;
  /** Input field whose members may be given whole with `--data '<json>'`; `*` means the input itself. */
  readonly data?: string;
  readonly examples?: readonly string[];
  /** Shown after a human-readable answer: what to do next; `{id}` takes a field of the answer. */
  readonly next?: string;
}

export interface OperationDefinition<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** One line, imperative: help, OpenAPI and docs show it. */
  readonly summary: string;
  readonly description?: string;
  /** Method and path: `GET /connections/{id}`. Path and query parameters and body members are one input. */
  readonly http: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
  /** What the token must allow; `public` needs no token, `manager` a manager's or the owner's, `owner` the owner's alone. */
  readonly scope: Scope | 'manager' | 'owner' | 'public';
  /** 200 unless said otherwise. */
  readonly status?: 200 | 201 | 204;
  readonly input: I;
  /** Input field that is the whole body, whatever its members are called; the others come from path and query alone. */
  readonly bodyAs?: string;
  /** Members of the body that are taken and not used. Where it is there, every other one that nobody knows is refused by name. */
  readonly aside?: readonly string[];
  /** Input fields that come from headers of the request: field name → header name. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly output: O;
  readonly cli?: CliFace;
  run(ctx: OperationContext, input: z.output<I>): Promise<z.input<O>> | z.input<O>;
}

/** Defines something the gateway can do: one REST route, one OpenAPI entry, one client method, one CLI command. */
export function defineOperation<I extends z.ZodType, O extends z.ZodType>(
  definition: OperationDefinition<I, O>,
): OperationDefinition<I, O> {
  return definition;
}

/** The same operation under another route, for clients that name the thing in the query; without a command of its own. */
export function sameAt<I extends z.ZodType, O extends z.ZodType>(
  { cli: _, ...definition }: OperationDefinition<I, O>,
  http: OperationDefinition['http'],
): OperationDefinition<I, O> {
  return { ...definition, http };
}
