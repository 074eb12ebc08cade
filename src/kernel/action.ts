import type { z } from 'zod';
import type { FileRef, HttpRequest, HttpResponse } from './http.ts';
import { type Issue, issuesOf } from './issues.ts';
import { type JsonSchema, toJsonSchema } from './json-schema.ts';
import type { SavedSteps, StepFile } from './step-file.ts';

/** What an action does to the app: nothing, a change, or something that cannot be undone. */
export type Effect = 'read' | 'write' | 'destroy';

/** Where an action comes from; everything after resolution treats all four alike. */
export type ActionSource = 'file' | 'document' | 'saved' | 'inline';

/** What an action may know of the connection it runs on; never credentials. */
export interface ConnectionFacts {
  readonly connectionId: string;
  /** Base URL in force, without a trailing slash: the app's, or its sandbox's. */
  readonly baseUrl: string;
  readonly sandbox: boolean;
  /** The connection's inputs that are not secret, such as a region. */
  readonly fields: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What an action of several calls is given. Each call takes the engine's whole path: signing, limits, retries, logging. */
export interface RunTools {
  call(request: HttpRequest): Promise<HttpResponse>;
  readonly facts: ConnectionFacts;
  /** What is made of it, such as a reference that goes to the app, is known after a crash too. */
  readonly runId: string;
  /** Waits; rejects when the run is cancelled. */
  sleep(ms: number): Promise<void>;
  /** The content of a file that the input gave, for apps that take it inside JSON. Errors: `payload_too_large` beyond `maxBytes`. */
  readFile(file: FileRef, maxBytes: number): Promise<Uint8Array>;
  /** Keeps a text that the action writes, such as a table, as a file that is fetched by its handle. Nothing is kept when writing fails. */
  saveText(file: TextFile): Promise<FileRef>;
  /** The same for work of many calls: each step is kept, and after a crash the same work goes on behind the last one. */
  saveSteps(file: StepFile): Promise<SavedSteps>;
  /** Keeps lines that the action's own code wrote with the run: its details show them. */
  log(lines: readonly string[]): void;
  readonly signal: AbortSignal;
}

/** A file that an action writes by itself. */
export interface TextFile {
  readonly name: string;
  readonly contentType: string;
  /** The whole text, or its pieces as they come: those are never all in memory. */
  readonly text: string | AsyncIterable<string>;
}

/** How an action is asked again and again for what is new: names of its members, so that an engine can do it. */
export interface PollTrigger {
  /** Input that takes the cursor of the answer before; without it the asking begins. */
  readonly cursor: string;
  /** Output that holds the new items, each of them once. */
  readonly items: string;
  /** Output that holds the next cursor. */
  readonly next: string;
  /** Output that says to ask again at once. */
  readonly more: string;
  /** Member that tells one item from all others. */
  readonly id: string;
}

export type Validation =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly Issue[] };

interface ActionFace {
  /** Of a saved action, `act_…`; a connector's own is `<app>.<key>`. */
  readonly id?: string;
  /** Unique within its connector: `create-conference`. */
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly effect: Effect;
  readonly source: ActionSource;
  /** How people ask for it; feeds the search. */
  readonly phrases: readonly string[];
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  /** Key of the action that shows whether this one has happened, for runs whose outcome is unknown. */
  readonly verifyWith?: string;
  /** Input for that action, of this one's; the fields that it requires and that are named alike when absent. */
  verifyInput?(input: unknown, runId: string): Readonly<Record<string, unknown>> | undefined;
  /** Set when the action can be polled for what is new. */
  readonly trigger?: PollTrigger;
  /** Boolean input that, when true, makes a run only read and tell what it would do: a dry run of it, which needs no right to write. */
  readonly previewInput?: string;
  /** True when the app charges for each run, as for a text message; whoever confirms is told. */
  readonly isCharged?: boolean;
  /** Name as a tool after the app's, where others have published one that does not follow from the key: `generate_tokens`. */
  readonly toolName?: string;
  /** A run that works, for people and agents to begin with. */
  readonly example?: { readonly input: unknown };
  validate(input: unknown): Validation | Promise<Validation>;
}

/** One call: `request` is pure, so dry runs and previews are free; `result` normalises the vendor's quirks. */
export interface SingleCallAction extends ActionFace {
  request(input: unknown, facts: ConnectionFacts): HttpRequest | Promise<HttpRequest>;
  /** May answer with a promise too. */
  result(response: HttpResponse, input: unknown): unknown;
}

/** Several calls through the same path. */
export interface MultiCallAction extends ActionFace {
  run(input: unknown, tools: RunTools): Promise<unknown>;
}

/** The one port that every source of actions gives to the engine. */
export type Action = SingleCallAction | MultiCallAction;

interface ActionDefinitionBase<I extends z.ZodType, O extends z.ZodType> {
  readonly name: string;
  /** Written for an agent that sees nothing else. */
  readonly description: string;
  readonly effect: Effect;
  /** How people ask for this action, in their words; the search reads them. */
  readonly phrases?: readonly string[];
  /** Every field carries `.describe()`. */
  readonly input: I;
  readonly output: O;
  /** Key of the action that shows whether this one has happened, for runs whose outcome is unknown. */
  readonly verifyWith?: string;
  /** True when the app charges for each run, as for a text message; whoever confirms is told. */
  readonly isCharged?: boolean;
  /** Input for that action, of this one's; the fields that it requires and that are named alike when absent. */
  verifyInput?(input: z.output<I>, runId: string): Readonly<Record<string, unknown>> | undefined;
  /** Name as a tool after the app's, where others have published one that does not follow from the key: `generate_tokens`. */
  readonly toolName?: string;
  /** Set when the action can be polled for what is new. */
  readonly trigger?: PollTrigger;
  /** Boolean input that, when true, makes a run only read and tell what it would do: a dry run of it, which needs no right to write. */
  readonly previewInput?: string;
  /** A run that works on a freshly seeded sandbox; a test executes it. */
  readonly example: { readonly input: z.input<I> };
}

export type ActionDefinition<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = ActionDefinitionBase<
  I,
  O
> &
  (
    | {
        request(input: z.output<I>, facts: ConnectionFacts): HttpRequest;
        /** Left out when the app's JSON already is the output. */
        result?(response: HttpResponse, input: z.output<I>): z.input<O>;
      }
    | { run(input: z.output<I>, tools: RunTools): Promise<z.input<O>> }
  );

/** What an action is called among the tools of many apps: `app_create_conference`. */
export function toolNameOf(app: string, key: string, { toolName }: Pick<ActionDefinition, 'toolName'>): string {
  return `${app}_${toolName ?? key}`.replaceAll('-', '_');
}

/** Defines one action of an app; the file's name is its key. */
export function defineAction<I extends z.ZodType, O extends z.ZodType>(
  definition: ActionDefinition<I, O>,
): ActionDefinition<I, O> {
  return definition;
}

/** An action from a file: nothing about it has to be waited for. */
export type FileAction = (
  | (Omit<SingleCallAction, 'request' | 'validate'> & {
      request(input: unknown, facts: ConnectionFacts): HttpRequest;
    })
  | Omit<MultiCallAction, 'validate'>
) & { validate(input: unknown): Validation };

/** Turns a definition from a file into the port that the engine runs. */
export function fileAction(key: string, definition: ActionDefinition): FileAction {
  const face: Omit<ActionFace, 'validate'> & Pick<FileAction, 'validate'> = {
    key,
    name: definition.name,
    description: definition.description,
    effect: definition.effect,
    source: 'file',
    phrases: definition.phrases ?? [],
    ...(definition.verifyWith === undefined ? {} : { verifyWith: definition.verifyWith }),
    ...(definition.verifyInput === undefined ? {} : { verifyInput: definition.verifyInput }),
    ...(definition.trigger === undefined ? {} : { trigger: definition.trigger }),
    ...(definition.previewInput === undefined ? {} : { previewInput: definition.previewInput }),
    ...(definition.toolName === undefined ? {} : { toolName: definition.toolName }),
    ...(definition.isCharged === undefined ? {} : { isCharged: definition.isCharged }),
    example: definition.example,
    get inputSchema() {
      return toJsonSchema(definition.input, 'input');
    },
    get outputSchema() {
      return toJsonSchema(definition.output, 'output');
    },
    validate(input) {
      const parsed = definition.input.safeParse(input);
      return parsed.success
        ? { ok: true, value: parsed.data }
        : { ok: false, issues: issuesOf(parsed.error, definition.input, input) };
    },
  };
  // Object.assign would evaluate the schema getters; defining on the face keeps them lazy.
  if ('run' in definition)
    return Object.defineProperty(face, 'run', { value: definition.run, enumerable: true }) as FileAction;
  const result = definition.result ?? ((response: HttpResponse) => response.body);
  Object.defineProperties(face, {
    request: { value: definition.request, enumerable: true },
    result: { value: result, enumerable: true },
  });
  return face as FileAction;
}
