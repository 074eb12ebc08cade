import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Session } from '../session.ts';
import { isRecord } from '../tools/schemas.ts';
import type { ResourceLink, ToolResult } from '../tools/tool.ts';
import { clean, cleanText } from './clean.ts';
import { describeUnknown, project, readFields, type UnknownField } from './fields.ts';
import { undeclaredIn } from './known-fields.ts';
import { filesIn, linkTo } from './links.ts';
import { type Cut, shrink, sizeUpTo, summary } from './shrink.ts';

/** Bytes of JSON, so about a quarter of that in tokens. */
const usualBytes = 20_000;
const leastBytes = 1_000;
const mostBytes = 100_000;
const maxDepth = 100;
const keptMs = 15 * 60_000;

/** What a tool answered, as it goes to the host: what was asked for, cleaned, within its bounds, and where the rest of it is. */
export async function present(session: Session, result: ToolResult): Promise<CallToolResult> {
  const { structured, text, isError, blocks, links = [] } = result;
  const shown = 'output' in structured ? await outputOf(session, result) : await otherOf(session, structured);
  const all = [...links, ...shown.links].map((link) => ({ type: 'resource_link' as const, ...link }));
  const failed = isError === true || shown.isError === true;
  const words = shown.text ?? text;
  const told = {
    type: 'text' as const,
    text: words === undefined ? JSON.stringify(shown.structured) : cleanText(words),
  };
  return {
    content: [...(blocks ?? [told]), ...all],
    structuredContent: shown.structured,
    ...(failed ? { isError: true } : {}),
  };
}

type Structured = Readonly<Record<string, unknown>>;

interface Shown {
  readonly structured: Structured;
  readonly links: readonly ResourceLink[];
  readonly text?: string;
  readonly isError?: boolean;
}

async function outputOf(session: Session, result: ToolResult): Promise<Shown> {
  const { structured, fields, maxBytes = usualBytes, outputSchema } = result;
  const { output, ...rest } = structured;
  const budget = Math.min(mostBytes, Math.max(leastBytes, maxBytes));
  const wanted = fields === undefined ? undefined : readFields(fields);
  const chosen = wanted === undefined ? { value: output, unknown: [] } : project(output, wanted);
  if (wanted !== undefined && chosen.unknown.length > 0) {
    const undeclared = undeclaredIn(wanted, outputSchema ?? {}).map(({ field }) => field);
    // What the schema has may be missing today.
    const unknown = chosen.unknown.filter(({ field }) => undeclared.some((one) => field.startsWith(one)));
    if (unknown.length > 0) return unknownFields(session, result, unknown);
  }
  const files = filesIn(chosen.value).map((file) => linkTo(file, 'A file that the action gave'));
  const whole: Structured = { output: chosen.value, ...rest };
  if (sizeUpTo(whole, budget, maxDepth) <= budget) return { structured: cleaned(whole), links: files };
  const kept = await keep(session, output, structured['run_id']);
  return cutTo(budget, { value: chosen.value, rest, files, kept, result });
}

interface Large {
  readonly value: unknown;
  readonly rest: Structured;
  readonly files: readonly ResourceLink[];
  readonly kept: Kept;
  readonly result: ToolResult;
}

function cutTo(budget: number, { value, rest, files, kept, result }: Large): Shown {
  const cuts: Cut[] = [];
  // Told at its longest first, so that it fits whatever the numbers are.
  const room = Math.max(200, Math.floor(budget * 0.9) - 900);
  let output = shrink(value, room, '', cuts);
  const envelope = (told: readonly Cut[]): Structured => {
    const of = { bytes: kept.sizeBytes, parts: told };
    return { output, ...rest, truncated: true, cut: of, ...kept.facts, next: nextOf(told, kept, result) };
  };
  let structured = envelope(summary(cuts));
  if (Buffer.byteLength(JSON.stringify(structured)) > budget) {
    cuts.length = 0;
    output = shrink(value, Math.floor(room / 2), '', cuts);
    structured = envelope(summary(cuts).slice(0, 2));
  }
  return { structured: cleaned(structured), links: [...kept.links, ...files] };
}

/** How to go on; in our words, with names of the answer's own members only as they are in paths. */
function nextOf(told: readonly Cut[], kept: Kept, { maxBytes = usualBytes, isRepeatable }: ToolResult): string {
  const list = told.find(({ what, path }) => what === 'items' && sayable.test(path));
  const ways = [kept.way];
  if (isRepeatable) {
    const at = list && `${list.path}[${list.shown}:]`;
    ways.unshift(
      ...(at === undefined ? [] : [`call again with fields ["${at}"] for the items from number ${list?.shown} on`]),
      'call again with fewer members (fields such as items.id)',
      ...(maxBytes < mostBytes ? [`max_bytes up to ${mostBytes}`] : []),
    );
  } else ways.push('do not run the action again for this, it has been done');
  return `This is a part. To go on: ${ways.join('; ')}.`;
}

/** Of one list, in names that say nothing by themselves: our own guidance has no other words of an app. */
const sayable = /^[\w.-]{0,60}$/;

interface Kept {
  readonly links: readonly ResourceLink[];
  readonly facts: Structured;
  readonly way: string;
  readonly sizeBytes: number | null;
}

/** Keeps the whole answer where it can be read for a while. That it cannot be kept is said, and takes nothing from the answer. */
async function keep({ gateway, caller, logger, requestId }: Session, output: unknown, run: unknown): Promise<Kept> {
  try {
    const content = Buffer.from(JSON.stringify(output));
    const name = `answer-${typeof run === 'string' ? run : requestId}.json`;
    const file = await gateway.files.save(caller.tenantId, { name, contentType: 'application/json', content, keptMs });
    const link = linkTo(file, 'The whole answer, for 15 minutes');
    return {
      links: [link],
      facts: {
        full: {
          uri: link.uri,
          file: file.file,
          bytes: file.sizeBytes,
          until: new Date(Date.now() + keptMs).toISOString(),
        },
      },
      way: `read the whole from ${link.uri} (resources/read) or GET /files/${file.file}, for 15 minutes`,
      sizeBytes: file.sizeBytes,
    };
  } catch (error) {
    logger.warn({ requestId, error: String(error) }, 'a long answer could not be kept');
    return { links: [], facts: {}, way: 'the whole answer could not be kept', sizeBytes: null };
  }
}

/** The action has run; only what to show of it is not clear. */
async function unknownFields(
  session: Session,
  { structured, isRepeatable }: ToolResult,
  unknown: UnknownField[],
): Promise<Shown> {
  const { output, run_id } = structured;
  const kept = await keep(session, output, run_id);
  const again = isRepeatable ? 'correct the fields and call again' : 'do not run it again, it has been done';
  const message = `fields: ${describeUnknown(unknown)}`;
  const hint = `The action ran. To see what it gave: ${again}; ${kept.way}`;
  const told = unknown.map(({ field, nearest }) => ({ field, ...(nearest === undefined ? {} : { nearest }) }));
  const error = { code: 'bad_request', message, hint, data: { fields: told } };
  const shown = cleaned({ error, ...(run_id === undefined ? {} : { run_id }), ...kept.facts });
  return { structured: shown, links: kept.links, text: cleanText(`${message}. ${hint}`), isError: true };
}

/** What tools of the gateway itself answer is whole, as a schema has to be, unless it is beyond all measure. */
async function otherOf(session: Session, structured: Structured): Promise<Shown> {
  if (sizeUpTo(structured, mostBytes, maxDepth) <= mostBytes) return { structured: cleaned(structured), links: [] };
  const kept = await keep(session, structured, undefined);
  const cuts: Cut[] = [];
  const shown = shrink(structured, mostBytes - 2_000, '', cuts);
  const facts = { truncated: true, cut: { bytes: kept.sizeBytes, parts: summary(cuts) }, ...kept.facts };
  return { structured: cleaned({ ...(isRecord(shown) ? shown : {}), ...facts }), links: kept.links };
}

function cleaned(structured: Structured): Structured {
  return clean(structured) as Structured; // A record stays one.
}
