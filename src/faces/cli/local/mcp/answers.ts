import type { IncomingMessage } from 'node:http';
import { PorinError } from '../../../../kernel/errors.ts';
import { readText } from '../../../client/exchange.ts';
import { isRecord } from '../../term/record.ts';
import { eventsOf } from './events.ts';
import { errorLine, type Id, rpcCodes } from './message.ts';

/** What the gateway said to one message of the host. */
export interface Said {
  /** The message on one line. */
  readonly line: string;
  /** Set on the answer to the request; absent on what comes before it. */
  readonly answer?: Readonly<Record<string, unknown>>;
}

/** Reads an HTTP answer as messages, however it carries them. Errors: PorinError for an answer that is none. */
export async function* saidIn(answer: IncomingMessage, id: Id | undefined): AsyncGenerator<Said> {
  if (answer.headers['content-type']?.startsWith('text/event-stream')) {
    let isAnswered = false;
    for await (const text of eventsOf(answer)) {
      const said = read(text, id);
      if (said === undefined) continue;
      isAnswered ||= said.answer !== undefined;
      yield said;
    }
    if (id !== undefined && !isAnswered) throw brokenOff();
    return;
  }
  const text = await readText(answer);
  if (answer.statusCode === 401 && id !== undefined) {
    yield notLoggedIn(text, id);
    return;
  }
  const said = read(text, id);
  if (said) {
    // A refusal that came before the body was understood has no id.
    if (said.answer === undefined && id !== undefined && isRefusal(text)) yield refused(text, id);
    else yield said;
  } else if (id !== undefined) yield failed(answer.statusCode ?? 0, text, id);
}

function read(text: string, id: Id | undefined): Said | undefined {
  const value = parsed(text);
  if (!isRecord(value) || value['jsonrpc'] !== '2.0') return undefined;
  // Line breaks stand between JSON's tokens alone, so the text is the same without them.
  const line = text.replace(/[\r\n]+/g, ' ').trim();
  return value['method'] === undefined && value['id'] === id ? { line, answer: value } : { line };
}

function isRefusal(text: string): boolean {
  const value = parsed(text);
  return isRecord(value) && value['error'] !== undefined && (value['id'] ?? null) === null;
}

function refused(text: string, id: Id): Said {
  const value = { ...(parsed(text) as Readonly<Record<string, unknown>>), id }; // isRefusal has seen that it is one.
  return { line: JSON.stringify(value), answer: value };
}

/** Whoever reads this has a command line; what the gateway advises is for its owner. */
function notLoggedIn(text: string, id: Id): Said {
  const body = parsed(text);
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : body;
  const told = isRecord(error) && isRecord(error['data']) ? error['data'] : error;
  const said =
    isRecord(told) && typeof told['message'] === 'string' ? told['message'] : 'The gateway knows no such login';
  const message = `${said}. Log in with: porin login (a PORIN_TOKEN that is set comes before a login), then start the server anew`;
  return { line: errorLine(id, rpcCodes.gateway, message, { status: 401, code: 'not_authenticated' }), answer: {} };
}

/** An answer of the gateway, or of something before it, that is no message. */
function failed(status: number, text: string, id: Id): Said {
  const body = parsed(text);
  const told = isRecord(body) ? (isRecord(body['error']) ? body['error'] : body) : {};
  const { message, hint, code } = told;
  const said = typeof message === 'string' ? message : `The gateway answered ${status} without a message`;
  const line = errorLine(id, rpcCodes.gateway, typeof hint === 'string' ? `${said}. ${hint}` : said, {
    status,
    ...(typeof code === 'string' ? { code } : {}),
  });
  return { line, answer: {} };
}

function brokenOff(): PorinError {
  return new PorinError('unavailable', 'The answer broke off before its end', {
    hint: 'Look at what happened before repeating a change',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A page of something between here and the gateway, or nothing.
    return undefined;
  }
}
