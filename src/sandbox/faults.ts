import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { matchesGlob, maxGlobLength } from './glob.ts';

/** A rule that makes matching requests go wrong. */
export const faultInput = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, 'expected an HTTP method such as POST')
    .optional()
    .describe('Only this HTTP method; all when absent'),
  path: z
    .string()
    .startsWith('/')
    .max(maxGlobLength)
    .optional()
    .describe(
      'Only this path; * stands for any text within one segment, ** for any number of segments. All when absent',
    ),
  status: z.int().min(200).max(599).optional().describe('Answer with this status instead of the app'),
  body: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .optional()
    .describe('Body of that answer; an object is sent as JSON'),
  headers: z
    .record(
      z.string().regex(/^[\w-]+$/),
      z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'expected one line of Latin-1 characters'),
    )
    .optional()
    .describe('Headers of that answer'),
  latencyMs: z.int().min(0).max(600_000).optional().describe('Wait so many milliseconds first'),
  hang: z.boolean().optional().describe('Never answer'),
  truncate: z.int().min(0).optional().describe('Break the connection after so many bytes of the body'),
  after: z.boolean().optional().describe('Let the app do its work first, then answer with status or hang'),
  count: z.int().min(1).optional().describe('Apply so many times, then no more'),
  rate: z.number().gt(0).max(1).optional().describe('Apply to this share of the matching requests: 0.1 is one in ten'),
});

export type FaultInput = z.output<typeof faultInput>;

export interface FaultRule extends FaultInput {
  readonly id: string;
  /** How often it was applied. */
  readonly applied: number;
}

export interface Faults {
  add(input: FaultInput): FaultRule;
  list(): FaultRule[];
  remove(id: string): boolean;
  clear(): void;
  /** The first rule in force for a request; counts as applied. */
  take(method: string, path: string): FaultRule | undefined;
}

interface ActiveRule {
  rule: FaultRule;
  /** Share of matching requests not yet spent on an application; spreads a rate evenly and repeatably. */
  credit: number;
}

/** Rules are kept in memory: a restarted sandbox is a healthy one. */
export function createFaults(): Faults {
  const active: ActiveRule[] = [];
  return {
    add: (input) => {
      const rule = { id: `fault_${randomBytes(4).toString('hex')}`, ...input, applied: 0 };
      active.push({ rule, credit: 0 });
      return rule;
    },
    list: () => active.map(({ rule }) => rule),
    remove: (id) => {
      const index = active.findIndex(({ rule }) => rule.id === id);
      if (index >= 0) active.splice(index, 1);
      return index >= 0;
    },
    clear: () => {
      active.length = 0;
    },
    take: (method, path) => {
      const hit = active.find((entry) => applies(entry, method, path));
      if (hit === undefined) return undefined;
      hit.rule = { ...hit.rule, applied: hit.rule.applied + 1 };
      return hit.rule;
    },
  };
}

function applies(entry: ActiveRule, method: string, path: string): boolean {
  const { rule } = entry;
  if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
  if (rule.path !== undefined && !matchesGlob(rule.path, path)) return false;
  if (rule.count !== undefined && rule.applied >= rule.count) return false;
  // A hair more than the rate, so that ten times 0.1 is one.
  entry.credit += (rule.rate ?? 1) + 1e-9;
  if (entry.credit < 1) return false;
  entry.credit -= 1;
  return true;
}

interface FaultyWork {
  readonly app: () => Promise<Response>;
  /** Ends all waiting: the sandbox was stopped. */
  readonly stopped: AbortSignal;
}

/** Answers a request as its fault rule demands. Rejects when that has not happened before the sandbox was stopped. */
export async function answerWithFault(
  rule: FaultRule,
  request: Request,
  { app, stopped }: FaultyWork,
): Promise<Response> {
  // A slow app does its work also for a caller that has given up.
  if (rule.latencyMs !== undefined) await sleep(rule.latencyMs, undefined, { signal: stopped });
  const isReplaced = rule.status !== undefined || rule.hang === true;
  const fromApp = isReplaced && rule.after !== true ? undefined : await app();
  if (rule.hang === true) return untilAborted(AbortSignal.any([request.signal, stopped]));
  const answer = rule.status === undefined ? fromApp : replacement(rule, rule.status);
  if (answer === undefined) return app();
  const hasBody = request.method !== 'HEAD' && !bodiless.includes(answer.status);
  return rule.truncate === undefined || !hasBody ? answer : truncated(answer, rule.truncate);
}

const bodiless: readonly number[] = [204, 205, 304];

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });
}

function replacement(rule: FaultRule, status: number): Response {
  const isJson = typeof rule.body === 'object';
  const body = isJson ? JSON.stringify(rule.body) : (rule.body ?? `Fault ${rule.id}`);
  const type = isJson ? 'application/json' : 'text/plain; charset=utf-8';
  return new Response(bodiless.includes(status) ? null : String(body), {
    status,
    headers: { 'content-type': type, ...rule.headers },
  });
}

/** What a truncated answer is made of, for a server that has the socket in hand. */
export interface Cut {
  readonly status: number;
  /** They promise the whole length. */
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

const cuts = new WeakMap<Response, Cut>();

/** The cut of an answer that has to break off; undefined for all others. */
export function cutOf(answer: Response): Cut | undefined {
  return cuts.get(answer);
}

/** An answer that promises its whole length and breaks off after `length` bytes. */
async function truncated(answer: Response, length: number): Promise<Response> {
  const whole = new Uint8Array(await answer.arrayBuffer());
  const headers = new Headers(answer.headers);
  // A body shorter than the cut would arrive whole, so promise one byte more than ever comes.
  headers.set('content-length', String(Math.max(whole.length, length + 1)));
  const cut = { status: answer.status, headers, bytes: whole.subarray(0, length) };
  const response = new Response(breakingStream(cut.bytes), { status: cut.status, headers });
  cuts.set(response, cut);
  return response;
}

function breakingStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let isSent = bytes.length === 0;
  return new ReadableStream({
    pull: (controller) => {
      if (isSent) return controller.error(new Error('Cut off by a fault rule'));
      isSent = true;
      controller.enqueue(bytes);
    },
  });
}
