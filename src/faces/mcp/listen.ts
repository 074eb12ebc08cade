import type { ServerResponse } from 'node:http';
import { type JSONRPCRequest, SERVER_INFO_META_KEY, SUBSCRIPTION_ID_META_KEY } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { ChangeKind } from '../../kernel/ports/storage.ts';
import type { McpParts, Session } from './session.ts';
import { affecting } from './tools/catalog.ts';
import { type Changes, changesOf, type Wanted, type Watched, watch } from './watched.ts';

const heartbeatMs = 15_000;
/** Changes come in swarms: a connection that gets READY is several. */
const settleMs = 200;
const maxSubscriptions = 10_000;
const maxUris = 50;
const limitReached = -32603;

const ofTokens: ReadonlySet<ChangeKind> = new Set(['token', 'login', 'tenant', 'workspace']);

const filterSchema = z.looseObject({
  notifications: z.looseObject({
    toolsListChanged: z.boolean().optional(),
    promptsListChanged: z.boolean().optional(),
    resourcesListChanged: z.boolean().optional(),
    resourceSubscriptions: z.array(z.string().max(500)).max(maxUris).optional(),
  }),
  _meta: z.looseObject({ 'io.modelcontextprotocol/clientCapabilities': z.looseObject({}) }),
});

/** What a client asks to be told of; undefined for a request that is not in order. */
export function wantedBy({ params }: JSONRPCRequest): Wanted | undefined {
  const { success, data } = filterSchema.safeParse(params);
  if (!success) return undefined;
  const { toolsListChanged, promptsListChanged, resourcesListChanged, resourceSubscriptions = [] } = data.notifications;
  return {
    ...(toolsListChanged ? { toolsListChanged } : {}),
    ...(promptsListChanged ? { promptsListChanged } : {}),
    ...(resourcesListChanged ? { resourcesListChanged } : {}),
    ...(resourceSubscriptions.length > 0 ? { resourceSubscriptions } : {}),
  };
}

interface Subscription {
  readonly id: JSONRPCRequest['id'];
  readonly response: ServerResponse;
  readonly wanted: Wanted;
  readonly expiresAt: number;
  /** Fails when the token is no longer good. */
  readonly renew: () => unknown;
}

/** Those who see the same, so that it is looked at once for all of them. */
interface Group {
  readonly session: Session;
  readonly members: Set<Subscription>;
  seen: Promise<Watched>;
}

export interface Listening {
  readonly session: Session;
  readonly message: JSONRPCRequest;
  readonly wanted: Wanted;
  readonly response: ServerResponse;
  readonly headers: Readonly<Record<string, string>>;
  readonly renew: () => unknown;
}

export interface Listeners {
  /** Answers with a stream of what changes for this session, until its client leaves, its token ends or the server stops. */
  add(listening: Listening): void;
  end(): void;
}

export function createListeners(parts: McpParts): Listeners {
  return new Subscriptions(parts);
}

/**
 * subscriptions/listen on node's own responses: a subscription is a response in a set, and all share one timer. A change notice, of
 * this node or another, says only that something changed; each group is told when what it sees is different by it.
 */
class Subscriptions implements Listeners {
  readonly #parts: McpParts;
  readonly #groups = new Map<string, Group>();
  readonly #stopWatching: () => void;
  #count = 0;
  #heartbeat: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  #telling = Promise.resolve();
  #isStopped = false;

  constructor(parts: McpParts) {
    this.#parts = parts;
    this.#stopWatching = parts.onChange(({ kind }) => {
      if (this.#count === 0) return;
      if (ofTokens.has(kind)) for (const one of this.#all()) void this.#renew(one);
      if (affecting.has(kind)) this.#settling ??= setTimeout(() => this.#settle(), settleMs).unref();
    });
  }

  add({ session, message, wanted, response, headers, renew }: Listening): void {
    const { id } = message;
    if (this.#count >= maxSubscriptions || this.#isStopped) {
      refuse(response, headers, id);
      return;
    }
    const expiresAt = session.caller.expiresAt ?? Number.POSITIVE_INFINITY;
    const one: Subscription = { id, response, wanted, expiresAt, renew };
    // A proxy that collects answers would keep the changes to itself.
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
    notify(one, 'notifications/subscriptions/acknowledged', { notifications: wanted });
    if (Object.keys(wanted).length === 0) {
      this.#finish(one);
      return;
    }
    const key = keyOf(session);
    const group = this.#groups.get(key) ?? { session, members: new Set(), seen: Promise.resolve({}) };
    this.#groups.set(key, group);
    group.members.add(one);
    this.#count++;
    this.#heartbeat ??= setInterval(() => this.#beat(), heartbeatMs).unref();
    response.once('close', () => this.#leave(key, group, one));
    group.seen = seenToo(group, wanted, this.#parts.logger);
  }

  end(): void {
    this.#isStopped = true;
    this.#stopWatching();
    clearTimeout(this.#settling);
    for (const one of this.#all()) this.#finish(one);
  }

  #all(): Subscription[] {
    return [...this.#groups.values()].flatMap(({ members }) => [...members]);
  }

  #settle(): void {
    this.#settling = undefined;
    this.#telling = this.#telling.then(() => this.#tellAll());
  }

  async #tellAll(): Promise<void> {
    // One after another: telling is never worth a delay of calls.
    for (const group of [...this.#groups.values()]) {
      try {
        const before = await group.seen;
        const now = await watch(group.session, together(group.members));
        group.seen = Promise.resolve(now);
        tell(group.members, changesOf(before, now));
      } catch (error) {
        // The others are told all the same.
        this.#parts.logger.warn({ error: String(error) }, 'MCP clients could not be told of changes');
      }
    }
  }

  async #renew(one: Subscription): Promise<void> {
    try {
      await one.renew();
    } catch {
      // Whoever's token was revoked is told nothing any more.
      this.#finish(one);
    }
  }

  #beat(): void {
    const now = Date.now();
    for (const one of this.#all()) {
      if (one.expiresAt <= now) this.#finish(one);
      else one.response.write(':\n\n');
    }
  }

  #finish(one: Subscription): void {
    const serverInfo = { name: 'porin', version: this.#parts.version };
    const _meta = { [SUBSCRIPTION_ID_META_KEY]: one.id, [SERVER_INFO_META_KEY]: serverInfo };
    write(one, { id: one.id, result: { resultType: 'complete', _meta } });
    one.response.end();
  }

  #leave(key: string, group: Group, one: Subscription): void {
    if (!group.members.delete(one)) return;
    this.#count--;
    if (group.members.size === 0) this.#groups.delete(key);
    if (this.#count > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}

/** What the group has seen, and what a new member wants to be told of beside it. */
async function seenToo({ session, seen }: Group, wanted: Wanted, logger: McpParts['logger']): Promise<Watched> {
  const before = await seen;
  try {
    const missing = missingFrom(before, wanted);
    return missing === undefined ? before : { ...(await watch(session, missing)), ...before };
  } catch (error) {
    logger.warn({ error: String(error) }, 'what an MCP client sees could not be read');
    return before;
  }
}

/** What was not looked at yet, so that a thousand subscriptions cost one look. */
function missingFrom(seen: Watched, wanted: Wanted): Wanted | undefined {
  const isSeen = (list: string) => seen[list] !== undefined;
  const missing = {
    toolsListChanged: wanted.toolsListChanged === true && !isSeen('tools'),
    promptsListChanged: wanted.promptsListChanged === true && !isSeen('prompts'),
    resourcesListChanged: wanted.resourcesListChanged === true && !isSeen('resources'),
    resourceSubscriptions: (wanted.resourceSubscriptions ?? []).filter((uri) => !isSeen(`uri ${uri}`)),
  };
  const { resourceSubscriptions: uris, ...lists } = missing;
  return uris.length > 0 || Object.values(lists).includes(true) ? missing : undefined;
}

/** Everything that any of them wants. */
function together(members: ReadonlySet<Subscription>): Wanted {
  const wanted = [...members].map((one) => one.wanted);
  return {
    toolsListChanged: wanted.some((one) => one.toolsListChanged),
    promptsListChanged: wanted.some((one) => one.promptsListChanged),
    resourcesListChanged: wanted.some((one) => one.resourcesListChanged),
    resourceSubscriptions: [...new Set(wanted.flatMap((one) => one.resourceSubscriptions ?? []))],
  };
}

function tell(members: ReadonlySet<Subscription>, { lists, uris }: Changes): void {
  for (const one of members) {
    for (const list of lists)
      if (one.wanted[`${list}ListChanged`]) notify(one, `notifications/${list}/list_changed`, {});
    for (const uri of uris)
      if (one.wanted.resourceSubscriptions?.includes(uri)) notify(one, 'notifications/resources/updated', { uri });
  }
}

/** Whoever has the same key sees the same. */
function keyOf({ caller, surface }: Session): string {
  return JSON.stringify([caller.tenantId, [...caller.scopes].sort(), caller.isManager, surface]);
}

function notify(one: Subscription, method: string, params: Readonly<Record<string, unknown>>): void {
  write(one, { method, params: { ...params, _meta: { [SUBSCRIPTION_ID_META_KEY]: one.id } } });
}

function write({ response }: Subscription, message: Readonly<Record<string, unknown>>): void {
  if (!response.writableEnded)
    response.write(`event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`);
}

function refuse(response: ServerResponse, headers: Listening['headers'], id: JSONRPCRequest['id']): void {
  const error = { code: limitReached, message: 'Subscription limit reached' };
  response.writeHead(200, { ...headers, 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id, error }));
}
