import { isRecord } from '../../term/record.ts';

export type Id = string | number;

/** A JSON-RPC message of the host. */
export interface Message {
  /** Absent in notifications. */
  readonly id?: Id;
  /** Absent in answers. */
  readonly method?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Codes of JSON-RPC, and one of its range for what a server may define. */
export const rpcCodes = { parse: -32_700, invalid: -32_600, gateway: -32_000 } as const;

const versionKey = 'io.modelcontextprotocol/protocolVersion';

/** Where the name of what a request is about stands, by method: intermediaries read it without the body. */
const nameFields: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/** Reads a line; a text says why it is no message. */
export function readMessage(value: unknown): Message | string {
  if (Array.isArray(value)) return 'Batches are not supported: send one message a line';
  if (!isRecord(value) || value['jsonrpc'] !== '2.0') return 'Not a JSON-RPC 2.0 message';
  const { id, method, params = {} } = value;
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') return 'id: expected a string or a number';
  if (method !== undefined && typeof method !== 'string') return 'method: expected a string';
  if (method === undefined && !('result' in value) && !('error' in value)) return 'method: required';
  if (!isRecord(params)) return 'params: expected an object';
  return { params, ...(id === undefined ? {} : { id }), ...(method === undefined ? {} : { method }) };
}

/** The headers that repeat what the body says; `negotiated` is the version that an older client's session agreed on. */
export function headersOf(
  { method, params }: Message,
  negotiated: string | undefined,
): Readonly<Record<string, string>> {
  const meta = params['_meta'];
  const modern = isRecord(meta) ? meta[versionKey] : undefined;
  if (typeof modern !== 'string' || method === undefined)
    return negotiated === undefined || method === 'initialize' ? {} : { 'mcp-protocol-version': negotiated };
  const name = Object.hasOwn(nameFields, method) ? params[nameFields[method] ?? ''] : undefined;
  return {
    'mcp-protocol-version': encoded(modern),
    'mcp-method': encoded(method),
    ...(typeof name === 'string' ? { 'mcp-name': encoded(name) } : {}),
  };
}

/** What a header can carry; the rest in base64, marked as the protocol says. */
function encoded(value: string): string {
  const isPlain = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !/^=\?base64\?.*\?=$/.test(value);
  return isPlain ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`;
}

/** An error for the host. */
export function errorLine(
  id: Id | null,
  code: number,
  message: string,
  data?: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } });
}
