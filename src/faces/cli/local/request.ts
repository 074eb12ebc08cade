import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { resolve } from 'node:path';
import type { CommandInput, FlagValue } from '../../../kernel/command.ts';
import { exitCodes, isPorinError, PorinError } from '../../../kernel/errors.ts';
import { chunksOf, readBytes } from '../../client/exchange.ts';
import { failureOf, isGatewayError } from '../../client/failure.ts';
import type { CliContext } from '../context.ts';
import { describeFailure } from '../failure.ts';
import { writeWhole } from '../files.ts';
import { parseJsonFlag, readReference } from '../flag-values.ts';
import { type ProxyInput, proxyRequest } from '../proxy-request.ts';
import { savePlaces } from '../save-places.ts';
import { prettyJson } from '../term/json.ts';
import { type Style, styleFor } from '../term/style.ts';

/** Sends one raw request through the proxy and shows what the app answered. */
export async function request(context: CliContext, input: CommandInput): Promise<number> {
  const { flags } = input;
  const target = targetOf(input);
  const answer = await context.out.during('Waiting for the app', async () =>
    context.client().raw(
      proxyRequest({
        ...target,
        method: textOf(flags['method']),
        headers: listOf(flags['header']),
        query: listOf(flags['query']),
        pathParams: listOf(flags['pathParam']),
        ...(await bodyOf(context, flags)),
      }),
    ),
  );
  const isOk = (answer.statusCode ?? 0) >= 200 && (answer.statusCode ?? 0) < 300;
  const path = textOf(flags['output']);
  if (path !== undefined && isOk) return save(context, answer, await placeOf(context, path, target.path));
  const bytes = await readBytes(answer);
  if (!isOk) throwGatewayError(answer, bytes.toString('utf8'));
  show(context, { answer, bytes, include: flags['include'] === true });
  if (isOk && bytes.length === 0) context.out.note(`the app answered ${statusLine(answer)} with an empty body`);
  if (isOk) return exitCodes.ok;
  if (!context.out.isJson && !context.globals.quiet) sayRefused(context, answer);
  return exitCodes.upstream;
}

/** Connection and path: two words, or one and `--connectionId`. Errors: `bad_request` for one of them missing or given twice. */
function targetOf({ arguments: given, flags }: CommandInput): Pick<ProxyInput, 'connection' | 'path'> {
  const [first, second] = [String(given['connection']), textOf(given['path'])];
  const named = textOf(flags['connectionId']);
  if (named === undefined && second !== undefined) return { connection: first, path: second };
  if (named !== undefined && second === undefined) return { connection: named, path: first };
  const [message, hint] =
    named === undefined
      ? ["Missing required argument 'path'", `Example: porin request ${first} /path/to/endpoint`]
      : [`The connection is given twice: ${first} and --connectionId ${named}`, 'Leave one of them out'];
  throw new PorinError('bad_request', message, { hint });
}

async function bodyOf(context: CliContext, flags: CommandInput['flags']): Promise<Pick<ProxyInput, 'body' | 'bodyIs'>> {
  const { json, data, rawData } = flags;
  // `--json` alone says only what kind of body -d is.
  const inline =
    typeof json === 'string'
      ? { name: 'json', text: json }
      : typeof data === 'string'
        ? { name: 'data', text: data }
        : undefined;
  if (!inline) return { body: undefined, bodyIs: 'any' };
  const body = await readReference(inline.text, context.source, inline.name);
  if (rawData === true) return { body, bodyIs: 'raw' };
  if (json === undefined || json === false) {
    warnOfBrokenJson(context, inline.name, body);
    return { body, bodyIs: 'any' };
  }
  parseJsonFlag(inline.name, body);
  return { body, bodyIs: 'json' };
}

/** What is no JSON is sent as text, which the app answers in words about missing fields. */
function warnOfBrokenJson({ out }: CliContext, flagName: string, body: string): void {
  if (!/^\s*(\{\s*["'\w]|\[\s*[[{"'])/.test(body)) return;
  try {
    parseJsonFlag(flagName, body);
  } catch (error) {
    if (!isPorinError(error)) throw error;
    out.warn(`${error.message}; it is sent as text`);
  }
}

/** The proxy hands the app's answer through; a refusal of the gateway itself is told apart by its body. */
function throwGatewayError(answer: IncomingMessage, text: string): void {
  if (isGatewayError(text)) throw failureOf({ status: answer.statusCode ?? 0, text });
}

/** The body is the app's own answer and has been shown; this is for the person beside it. */
function sayRefused({ io, globals }: CliContext, answer: IncomingMessage): void {
  const error = new PorinError('upstream_refused', `The app answered ${statusLine(answer)}`, {
    hint: 'Its answer above says why; porin request --help shows how path, query and body are given',
  });
  const color = globals.color === undefined ? {} : { color: globals.color };
  const style = styleFor({ isTty: io.stderr.isTTY === true, env: io.env, ...color });
  io.stderr.write(describeFailure(error, { style, program: io.program, debug: false }));
}

/** In a folder the body gets the last word of the path that was asked for. */
async function placeOf({ io }: CliContext, output: string, asked: string): Promise<string> {
  const [name = ''] = asked.split(/[?#]/, 1);
  const [place = output] = await savePlaces(io.cwd, output, [name.split('/').findLast((word) => word !== '') ?? '']);
  return place;
}

async function save(context: CliContext, answer: IncomingMessage, path: string): Promise<number> {
  let sizeBytes = 0;
  await writeWhole(resolve(context.io.cwd, path), async (write) => {
    for await (const chunk of chunksOf(answer)) {
      sizeBytes += chunk.length;
      await write(chunk);
    }
  });
  if (context.out.isJson) context.out.json({ saved: path, sizeBytes, contentType: answer.headers['content-type'] });
  else context.out.note(`saved ${sizeBytes} bytes to ${path}`);
  return exitCodes.ok;
}

function show(
  context: CliContext,
  { answer, bytes, include }: { answer: IncomingMessage; bytes: Buffer; include: boolean },
): void {
  const { out, io } = context;
  if (out.isJson) {
    const document = jsonDocument(bytes.toString('utf8'));
    // The app's own text, not a re-written one: numbers beyond 2^53 would change.
    const head = { status: answer.statusCode, headers: answer.headers };
    out.raw(include ? `${JSON.stringify(head).slice(0, -1)},"body":${document}}\n` : `${document}\n`);
    return;
  }
  if (include) out.raw(`HTTP/${answer.httpVersion} ${statusLine(answer)}\n${headerLines(answer)}\n`);
  const text = textIn(bytes);
  const isPerson = io.stdout.isTTY === true;
  const laidOut = isPerson && text !== undefined ? spacious(text, out.style) : undefined;
  out.raw(laidOut ?? bytes);
  // Bytes stay what they are: a file that is piped on must not grow.
  const isLine = text !== undefined || isPerson;
  if (isLine && laidOut === undefined && bytes.length > 0 && bytes.at(-1) !== 10) out.raw('\n');
}

/** The body as text; undefined for one that is something else. */
function textIn(bytes: Buffer): string | undefined {
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : undefined;
}

/** Compact JSON with line breaks and colours, for a person; undefined for what that would change, such as numbers beyond 2^53. */
function spacious(text: string, style: Style): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text.trim() ? `${prettyJson(value, style)}\n` : undefined;
  } catch {
    // Not JSON: it is shown as it came.
    return undefined;
  }
}

function jsonDocument(text: string): string {
  if (text.trim() === '') return 'null';
  try {
    JSON.parse(text);
    return text.trim();
  } catch {
    // Not JSON: a page or a file; as a JSON string it still is one document.
    return JSON.stringify(text);
  }
}

function statusLine(answer: IncomingMessage): string {
  return `${answer.statusCode} ${answer.statusMessage ?? ''}`.trim();
}

function headerLines(answer: IncomingMessage): string {
  const { rawHeaders } = answer;
  return rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\n`)).join('');
}

function textOf(value: FlagValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function listOf(value: FlagValue): readonly string[] {
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}
