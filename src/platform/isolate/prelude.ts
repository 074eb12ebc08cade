import { webGlobals } from './prelude-web.ts';

/** Its name in stack traces, whose frames nobody is shown. */
export const preludeFile = 'porin.js';

/**
 * What stands around the code inside of the interpreter, as text because it is evaluated there.
 * Gives `{ start, settle, fire, fail }`; `host` are functions on plain values, which alone reach the outside.
 */
export const prelude = `(function (host, dataJson, bounds) {
'use strict';
const { parse, stringify } = JSON;
const { InternalError } = globalThis;
const pending = new Map();
const timers = new Map();
let lastId = 0;

const define = (name, value) =>
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

class OutputError extends Error {}
class FormError extends Error {}

// Requests

const scalar = (value, name) => {
  if (value instanceof Date) return value.toISOString();
  if (['string', 'number', 'boolean'].includes(typeof value)) return value;
  if (typeof value === 'bigint') return String(value);
  throw new TypeError(name + ': expected text, a number or a boolean');
};

const withQuery = (path, query) => {
  const single = {};
  const several = [];
  const given = query instanceof URLSearchParams ? [...query] : Object.entries(query ?? {});
  for (const [name, value] of given) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) for (const one of value) several.push([name, scalar(one, 'query.' + name)]);
    else if (Object.hasOwn(single, name) || query instanceof URLSearchParams) several.push([name, scalar(value, name)]);
    else single[name] = scalar(value, 'query.' + name);
  }
  const text = several.map(([name, value]) => encodeURIComponent(name) + '=' + encodeURIComponent(value)).join('&');
  if (text !== '') path += (path.includes('?') ? '&' : '?') + text;
  return { path, query: single };
};

const bodyOf = (body, headers) => {
  if (body instanceof URLSearchParams) {
    if (!Object.keys(headers).some((name) => name.toLowerCase() === 'content-type'))
      headers['content-type'] = 'application/x-www-form-urlencoded';
    return String(body);
  }
  if (ArrayBuffer.isView(body) || body instanceof ArrayBuffer)
    throw new TypeError('body: expected JSON or text; bytes can be sent as base64');
  return body;
};

const normalise = (request, name) => {
  if (typeof request === 'string') request = { path: request };
  if (typeof request !== 'object' || request === null) throw new TypeError(name + ': expected { method, path, … }');
  const target = request.path ?? request.url ?? request.uri;
  if (typeof target !== 'string' && !(target instanceof URL)) throw new TypeError(name + ': path: required, expected text');
  const method = request.method ?? 'GET';
  if (typeof method !== 'string') throw new TypeError(name + ': method: expected text');
  const headers = {};
  for (const [key, value] of Object.entries(request.headers ?? {}))
    if (value !== undefined && value !== null) headers[key] = String(scalar(value, 'headers.' + key));
  const { path, query } = withQuery(String(target), request.query ?? request.params ?? request.parameters);
  const body = bodyOf(request.body ?? request.data ?? request.json, headers);
  return { method: method.toUpperCase(), path, query, headers, body };
};

const appMessage = (body) => {
  if (typeof body === 'string') return body.slice(0, 300);
  if (typeof body !== 'object' || body === null) return '';
  for (const key of ['message', 'error', 'error_description', 'detail', 'title']) {
    const found = body[key];
    if (typeof found === 'string') return found.slice(0, 300);
    if (typeof found?.message === 'string') return found.message.slice(0, 300);
  }
  return '';
};

let calls = 0;
const send = (request, name) => {
  // Made here, where the stack still shows the line that asks.
  const error = new Error();
  error.name = 'RequestError';
  return new Promise((resolve, reject) => {
    const plain = normalise(request, name);
    if (++calls > bounds.calls) throw new Error('A run makes at most ' + bounds.calls + ' requests; split the work over several runs');
    const json = toJson(plain, 'request');
    const id = ++lastId;
    pending.set(id, { resolve, reject, error, label: plain.method + ' ' + plain.path.split('?')[0].slice(0, 200) });
    host.call(id, json);
  });
};

const settle = (id, isServed, json) => {
  const waiting = pending.get(id);
  if (!waiting) return;
  pending.delete(id);
  const { resolve, reject, error, label } = waiting;
  const answer = parse(json);
  if (isServed && answer.status >= 200 && answer.status < 300) return resolve(answer.body);
  const said = isServed ? appMessage(answer.body) : '';
  error.message = isServed ? label + ' answered ' + answer.status + (said === '' ? '' : ': ' + said) : answer.message;
  for (const key of ['status', 'code', 'headers', 'body']) if (answer[key] !== undefined) error[key] = answer[key];
  reject(error);
};

const isOptions = (value) =>
  typeof value === 'object' && value !== null && !(value instanceof URLSearchParams) &&
  ['query', 'params', 'headers'].some((key) => typeof value[key] === 'object' && value[key] !== null);
const reading = (method, name) => (path, second, options) =>
  send({ ...(isOptions(second) ? second : { query: second }), ...options, method, path }, name);
const writing = (method, name) => (path, body, options) => send({ ...options, method, path, body }, name);
const clientOf = (name) => ({
  get: reading('GET', name + '.get'),
  head: reading('HEAD', name + '.head'),
  post: writing('POST', name + '.post'),
  put: writing('PUT', name + '.put'),
  patch: writing('PATCH', name + '.patch'),
  delete: writing('DELETE', name + '.delete'),
});
const api = (request) => send(request, 'membrane.api');
const membrane = { api, proxy: clientOf('membrane.proxy') };
const externalApiClient = { ...clientOf('externalApiClient'), api, request: api };

const absent = (name, why) => {
  const refuse = () => { throw new Error(name + ' is not there: ' + why); };
  return new Proxy({}, { get: refuse, set: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse, getPrototypeOf: refuse });
};
const engine = 'code reaches its app alone, through membrane.api';

// What the code finds around it

const show = (value) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return value + 'n';
  if (value instanceof Error) return value.name + ': ' + value.message;
  try {
    return stringify(value, (key, inner) => (typeof inner === 'bigint' ? inner + 'n' : inner)) ?? String(value);
  } catch (error) {
    return String(value);
  }
};
let lines = 0;
const write = (level) => (...values) => {
  if (lines++ > bounds.logLines) return;
  const line = level + values.map(show).join(' ');
  host.log(line.length > bounds.logLineChars ? line.slice(0, bounds.logLineChars) + '…' : line);
};
define('console', { log: write(''), info: write(''), debug: write(''), warn: write('warn: '), error: write('error: ') });

const later = (action, ms, isRepeated, values) => {
  if (typeof action !== 'function') throw new TypeError('setTimeout: expected a function');
  if (timers.size >= bounds.timers) throw new RangeError('At most ' + bounds.timers + ' timers may run at a time');
  const id = ++lastId;
  const wait = Math.max(isRepeated ? 1 : 0, Math.min(Number(ms) || 0, 2147483647));
  timers.set(id, { action, wait, isRepeated, values });
  host.timer(id, wait);
  return id;
};
const cancel = (id) => { if (timers.delete(id)) host.cancel(id); };
const fire = (id) => {
  const timer = timers.get(id);
  if (!timer) return;
  if (timer.isRepeated) host.timer(id, timer.wait);
  else timers.delete(id);
  timer.action(...timer.values);
};
define('setTimeout', (action, ms, ...values) => later(action, ms, false, values));
define('setInterval', (action, ms, ...values) => later(action, ms, true, values));
define('clearTimeout', cancel);
define('clearInterval', cancel);
define('sleep', (ms) => new Promise((resolve) => later(resolve, ms, false, [])));
define('queueMicrotask', (action) => void Promise.resolve().then(action));
${webGlobals}

const module = { exports: {} };
const argument = {
  ...parse(dataJson),
  membrane,
  externalApiClient,
  credentials: absent('credentials', 'credentials stay in the vault; membrane.api signs for you'),
  internalApiClient: absent('internalApiClient', engine),
  engineApiClient: absent('engineApiClient', engine),
};
for (const name of Object.keys(argument)) define(name, argument[name]);
define('module', module);
define('exports', module.exports);
define('require', (name) => { throw new Error("require('" + name + "') is not there: code has no modules, only what docs/code.md lists"); });

// The result

const toJson = (value, name) => {
  const refuse = (key, what) => { throw new OutputError(name + (key === '' ? '' : ' (at ' + key + ')') + ' is no JSON: ' + what); };
  try {
    const text = stringify(value, (key, inner) => {
      if (typeof inner === 'function') refuse(key, 'a function');
      if (typeof inner === 'symbol') refuse(key, 'a symbol');
      if (typeof inner === 'bigint') refuse(key, 'a BigInt; String(value) makes it text');
      if (inner instanceof Map) refuse(key, 'a Map; Object.fromEntries(map) makes it an object');
      if (inner instanceof Set) refuse(key, 'a Set; [...set] makes it an array');
      if (inner instanceof Promise) refuse(key, 'a promise; await it');
      return inner;
    });
    if (text !== undefined && host.levels(text) > bounds.outputLevels) refuse('', 'nested more than ' + bounds.outputLevels + ' levels');
    return text;
  } catch (error) {
    if (error instanceof TypeError && error.message.includes('circular')) refuse('', 'it contains itself');
    throw error;
  }
};

const reasonOf = (error) => {
  if (error instanceof OutputError) return 'output';
  if (error instanceof FormError) return 'form';
  if (error instanceof InternalError) {
    if (error.message === 'out of memory') return 'memory';
    if (error.message === 'stack overflow') return 'recursion';
  }
  return error instanceof SyntaxError && error.message === 'stack overflow' ? 'recursion' : 'thrown';
};
const messageOf = (error) => {
  if (error instanceof Error) return (error.name === 'Error' || error instanceof OutputError || error instanceof FormError ? '' : error.name + ': ') + error.message;
  return typeof error === 'object' && typeof error?.message === 'string' ? error.message : show(error);
};
const fail = (error) => {
  let failure;
  try {
    failure = stringify({
      reason: reasonOf(error),
      message: String(messageOf(error)).slice(0, 2000),
      stack: error instanceof Error ? String(error.stack).slice(0, 20000) : '',
      // The gateway's own refusals have a code; their status is none of the app's.
      status: typeof error?.status === 'number' && error.code === undefined ? error.status : undefined,
    });
  } catch (unreadable) {
    failure = stringify({ reason: reasonOf(unreadable) === 'thrown' ? 'thrown' : reasonOf(unreadable), message: 'It threw a value that cannot be read' });
  }
  host.failed(failure);
};

const exported = () => {
  const { exports } = module;
  if (typeof exports === 'function') return exports;
  if (typeof exports?.default === 'function') return exports.default;
  if (typeof exports === 'object' && exports !== null && Object.keys(exports).length === 0) return undefined;
  throw new FormError('module.exports: expected a function, got ' + (exports === null ? 'null' : typeof exports));
};
const main = async (subject, isModule) => {
  if (isModule) {
    const { default: made } = await subject;
    if (typeof made !== 'function') throw new FormError('export default: expected a function, got ' + typeof made);
    return made(argument);
  }
  const value = await subject();
  const made = value === undefined || value === module.exports ? exported() : value;
  return typeof made === 'function' ? made(argument) : made;
};
const start = (subject, isModule) => {
  main(subject, isModule).then((value) => host.done(toJson(value, 'What the code returned'))).catch(fail);
};
return { start, settle, fire, fail };
})`;
