import { resolve } from 'node:path';
import { exitCodes, isPorinError } from '../../kernel/errors.ts';
import { shellWord } from '../../kernel/shell-word.ts';
import type { CatalogOperation } from '../client/catalog.ts';
import type { Client } from '../client/client.ts';
import { withApproval } from './approval.ts';
import type { CommandTakes } from './commands-table.ts';
import type { CliContext } from './context.ts';
import { findFileRefs, mayNameFiles, saveFile, uploadFiles } from './files.ts';
import { recordOf } from './flags.ts';
import { connectFirst, reasonsOf, underName } from './found-actions.ts';
import { unlessInterrupted } from './interruptible.ts';
import { operationInput } from './operation-input.ts';
import type { ParsedArgv } from './parse.ts';
import { savePlaces } from './save-places.ts';
import { isRecord, valueAt } from './term/record.ts';

/** How much longer than the gateway's own wait the client listens. */
const graceMs = 15_000;

/** Runs an operation's command: input from the command line, one call, the answer shown. */
export async function runOperation(
  context: CliContext,
  operation: CatalogOperation,
  given: { takes: CommandTakes; parsed: ParsedArgv },
): Promise<number> {
  const input = await operationInput(operation, given.takes, given.parsed, context.source);
  warnOfSecrets(context, operation, { input, data: given.parsed.flags['data'] });
  const client = context.client();
  const sent = await withUploads(context, operation, input, client);
  let isReplay = false;
  const options = {
    ...patienceFor(sent),
    onHeaders: (headers: Readonly<Record<string, unknown>>) => {
      isReplay = headers['idempotency-replayed'] === 'true';
    },
  };
  const end = await withApproval(context, sent, (asked) => invokeOnce(context, { client, operation, options }, asked));
  if (!end) return exitCodes.interrupted;
  if ('exitCode' in end.answer) return end.answer.exitCode;
  const { answer } = end.answer;
  await saveOutput(context, client, { answer, path: given.parsed.flags['output'] });
  show(context, operation, { answer, input: sent });
  if (isReplay) context.out.note('replayed: it was done before under this key, and not again');
  return exitCodes.ok;
}

interface Call {
  readonly client: Client;
  readonly operation: CatalogOperation;
  readonly options: Parameters<Client['invoke']>[2];
}

/** One call: its answer, or what it ends with when it was interrupted. Errors tell how to go on. */
async function invokeOnce(
  context: CliContext,
  { client, operation, options }: Call,
  input: Readonly<Record<string, unknown>>,
): Promise<{ readonly answer: unknown } | { readonly exitCode: number }> {
  const invoked = () => client.invoke(operation, input, options);
  return context.out
    .during(operation.summary, async () =>
      runsAction(operation) ? unlessInterrupted(context.io, invoked()) : { answer: await invoked() },
    )
    .catch((error: unknown) => {
      sayHowToGoOn(context, operation, { error, input });
      throw error;
    });
}

/** Longer than the gateway's own wait, where it waits. */
function patienceFor({ wait, timeout }: Readonly<Record<string, unknown>>): { readonly timeoutMs?: number } {
  if (wait !== true) return {};
  return { timeoutMs: (typeof timeout === 'number' ? timeout * 1000 : 30_000) + graceMs };
}

/** What a failed run has kept, and the commands that fetch it and go on behind it. */
function sayHowToGoOn(
  { io, out }: CliContext,
  operation: CatalogOperation,
  { error, input }: { error: unknown; input: Readonly<Record<string, unknown>> },
): void {
  if (!runsAction(operation) || !isPorinError(error)) return;
  for (const { file, name } of findFileRefs(error.details))
    out.note(`kept: ${io.program} file get ${file} --output ${/^[\w.-]+$/.test(name) ? name : shellWord(name)}`);
  const more = recordOf(recordOf(error.details)['go_on_with']);
  if (operation.id !== 'actions.run' || Object.keys(more).length === 0) return;
  const named = input['connectionId'] ?? input['connectionKey'];
  const connection = typeof named === 'string' ? ` --connectionId=${named}` : '';
  const text = shellWord(JSON.stringify({ ...recordOf(input['input']), ...more }));
  out.note(`go on: ${io.program} action run ${String(input['id'])}${connection} --input ${text}`);
}

/** What an answer about an app says that is no secret. */
const plainAnswers = new Set(
  'app baseUrl auth headerName prefix paramName authorizeUrl tokenUrl scopes clientId testPath openapi securityScheme'.split(
    ' ',
  ),
);

function warnOfSecrets(
  context: CliContext,
  operation: CatalogOperation,
  { input, data }: { input: Readonly<Record<string, unknown>>; data: unknown },
): void {
  const field = operation.cli?.secretsFromStdin;
  // What comes by stdin or from a file is on no command line.
  if (field === undefined || typeof data !== 'string' || !data.trimStart().startsWith('{')) return;
  const given = [input[field], input['credentials']].filter((value) => value !== undefined);
  if (given.every((value) => isRecord(value) && Object.keys(value).every((name) => plainAnswers.has(name)))) return;
  context.out.warn(
    'credentials on the command line are visible to other users of this machine; --credentials-stdin or --data - keeps them hidden',
  );
}

/** Replaces the files that the input names by uploaded handles; an action's own schema is fetched only then. */
async function withUploads(
  context: CliContext,
  operation: CatalogOperation,
  input: Readonly<Record<string, unknown>>,
  client: Client,
): Promise<Readonly<Record<string, unknown>>> {
  if (!mayNameFiles(input)) return input;
  const tools = { client, cwd: context.io.cwd };
  if (!runsAction(operation)) return (await uploadFiles(input, operation.input, tools)) as Record<string, unknown>;
  const describe = context.catalog.operations.find(({ id }) => id === 'actions.get');
  const action = input['id'] ?? input['key'];
  if (!describe || action === undefined) return input;
  const { connectionId, connectionKey } = input;
  const view = recordOf(await client.invoke(describe, { id: action, connectionId, connectionKey }));
  return { ...input, input: await uploadFiles(input['input'], recordOf(view['inputSchema']), tools) };
}

/** True for the operations whose answer is an action's output. */
function runsAction({ id }: CatalogOperation): boolean {
  return id === 'actions.run' || id === 'act.run';
}

async function saveOutput(
  context: CliContext,
  client: Client,
  result: { answer: unknown; path: unknown },
): Promise<void> {
  if (typeof result.path !== 'string') return;
  const { out, io } = context;
  const files = findFileRefs(recordOf(result.answer)['output']);
  if (files.length === 0) {
    out.warn('--output: the answer holds no file, so nothing was saved');
    return;
  }
  const places = await savePlaces(
    io.cwd,
    result.path,
    files.map(({ name }) => name),
  );
  for (const [index, file] of files.entries()) {
    const place = places[index] ?? result.path;
    await out.during(`Saving ${file.name}`, () => saveFile(client, file, resolve(io.cwd, place)));
    out.note(`saved ${file.name} (${file.sizeBytes} bytes) to ${place}`);
  }
}

function show(
  context: CliContext,
  operation: CatalogOperation,
  result: { answer: unknown; input: Readonly<Record<string, unknown>> },
): void {
  const { out } = context;
  const answer = underName(result.answer, context.io.program);
  const runId = isRecord(answer) && typeof answer['actionRunId'] === 'string' ? answer['actionRunId'] : undefined;
  if (!out.isJson && runsAction(operation)) out.json(recordOf(answer)['output']);
  // A program that reads JSON wants a document, and to know of which thing it tells.
  else if (out.isJson && answer === null) out.json({ id: result.input['id'], done: true });
  else if (answer === null || answer === undefined) out.note(`done: ${operation.summary}`);
  else out.answer(answer, { columns: operation.cli?.columns, empty: 'none found' });
  const reasons = out.isJson ? '' : reasonsOf(answer);
  if (reasons !== '') out.raw(reasons);
  if (runId !== undefined) out.note(`run ${runId}`);
  // In JSON it is in the document.
  const hint = isRecord(answer) && !out.isJson ? answer['hint'] : undefined;
  if (typeof hint === 'string') out.note(hint);
  const cursor = isRecord(answer) ? answer['cursor'] : undefined;
  if (typeof cursor === 'string' && cursor !== '') out.note(`more: --cursor ${cursor}`);
  const next = connectFirst(answer) ?? nextStep(operation, result);
  if (next !== undefined) out.note(`next: ${next.replace(/^porin\b/, context.io.program)}`);
}

/** What follows for a connection that cannot be used yet; undefined for any other answer. */
function unfinished(answer: unknown): string | undefined {
  if (!isRecord(answer) || typeof answer['id'] !== 'string') return undefined;
  if (isRecord(answer['clientAction'])) return 'porin connect --connectionId={id}';
  return answer['state'] === 'BUILDING' ? 'porin connection get {id} --wait' : undefined;
}

/** The next command with an input that works, where the first thing of the answer has one. */
function withExample(command: string, answer: unknown): string {
  const input = valueAt(answer, 'example.input') ?? valueAt(answer, 'items.0.example.input');
  if (!isRecord(input)) return command;
  return command.replace("'{…}'", () => shellWord(JSON.stringify(input)));
}

/** The next command to try, its `{field}`s filled from the answer; undefined when one of them is missing. */
function nextStep(
  operation: CatalogOperation,
  { answer, input }: { answer: unknown; input: Readonly<Record<string, unknown>> },
): string | undefined {
  const written = unfinished(answer) ?? operation.cli?.next;
  if (written === undefined) return undefined;
  // What is on no connection is run on whichever there is.
  const isOnNone = valueAt(answer, 'connectionId') === undefined;
  const template = isOnNone ? written.replace(' --connectionId={connectionId}', '') : written;
  let isComplete = true;
  const text = template.replace(/\{([\w.]+)\}/g, (_, path: string) => {
    const value = valueAt(answer, path);
    if (value === undefined || value === null) isComplete = false;
    return String(value);
  });
  if (!isComplete) return undefined;
  // Whoever did without naming a connection so far can go on without.
  const connection = input['connectionId'] ?? input['connectionKey'];
  const command =
    typeof connection === 'string'
      ? text.replaceAll('CONNECTION_ID', connection)
      : valueAt(answer, 'items.0.connections') === undefined
        ? text.replaceAll(' --connectionId=CONNECTION_ID', '')
        : text;
  return withExample(command, answer);
}
