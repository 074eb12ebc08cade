import * as sdk from '@membranehq/sdk';
import { MembraneClient } from '@membranehq/sdk';

/** Methods of the client that were called, as `Class.method`, and requests that were answered, as `GET /path`. */
const called = new Set<string>();
const answered = new Set<string>();
const accessors = {
  ActionsAccessor: sdk.ActionsAccessor,
  ActionAccessor: sdk.ActionAccessor,
  ActionInstancesAccessor: sdk.ActionInstancesAccessor,
  ActionInstanceAccessor: sdk.ActionInstanceAccessor,
  ConnectionLevelActionsAccessor: sdk.ConnectionLevelActionsAccessor,
  ConnectionLevelActionAccessor: sdk.ConnectionLevelActionAccessor,
  IntegrationLevelActionsListAccessor: sdk.IntegrationLevelActionsListAccessor,
  IntegrationLevelActionAccessor: sdk.IntegrationLevelActionAccessor,
  ConnectionOperationAccessor: sdk.ConnectionOperationAccessor,
  ConnectionDataCollectionAccessor: sdk.ConnectionDataCollectionAccessor,
  ConnectionProxy: sdk.ConnectionProxy,
} as const;
for (const [name, { prototype }] of Object.entries(accessors))
  for (const method of methodsOf(prototype)) watch(prototype, method, () => void called.add(`${name}.${method}`));
watch(
  MembraneClient.prototype,
  'makeApiRequest',
  () => {},
  (method: string, { url, params }: any) => {
    const query = new URLSearchParams(JSON.parse(JSON.stringify(params ?? {}))).toString();
    answered.add(`${method} /${url.replace(/^\//, '')}${query && `${url.includes('?') ? '&' : '?'}${query}`}`);
  },
);

/** These open pages. */
const inBrowsers = ['ActionInstanceAccessor.open'];

/** Calls of the contract that the gateway has; those that it does not have: docs/compatibility.md. */
export const contractCalls = [
  'GET /actions',
  'POST /actions',
  ...['GET', 'PATCH', 'PUT', 'DELETE'].flatMap((method) => [
    `${method} /actions/{a}`,
    `${method} /action?*`,
    `${method} /connections/{c}/actions/{a}`,
    `${method} /integrations/{i}/actions/{a}`,
    `${method} /action-instance?*`,
    ...(method === 'PATCH' ? [] : [`${method} /connections/{c}/proxy/*`]),
  ]),
  ...['clone', 'refresh', 'reset', 'restore', 'run'].flatMap((verb) => [
    `POST /actions/{a}/${verb}`,
    `POST /action/${verb}?*`,
  ]),
  ...['dependencies', 'export'].flatMap((part) => [`GET /actions/{a}/${part}`, `GET /action/${part}?*`]),
  'POST /actions/{a}/run?connectionId=*',
  'POST /actions/{a}/run?connectionKey=*',
  'GET /connections/{c}/actions',
  'POST /connections/{c}/actions',
  ...['run', 'reset', 'setup'].map((verb) => `POST /connections/{c}/actions/{a}/${verb}`),
  'GET /integrations/{i}/actions',
  'POST /integrations/{i}/actions',
  'POST /integrations/{i}/actions/{a}/reset',
  'GET /action-instances',
  'POST /action-instance?*',
  ...['run', 'reset', 'restore', 'setup'].map((verb) => `POST /action-instance/${verb}?*`),
  'POST /act',
  'GET /action-run-logs',
  'GET /action-run-logs/{r}',
  'GET /action-run-logs/{r}?details=true',
  'GET /action-run-logs/{r}/details',
  'GET /external-api-logs',
  'GET /external-api-logs/{l}',
  'GET /external-api-logs/{l}/details',
  'GET /connections/{c}/operations',
  'GET /connections/{c}/operations/{o}',
  'POST /connections/{c}/operations/{o}/run',
  'POST /connections/{c}/execute-request',
  'POST /connections/{c}/api/*',
  'POST /connections/{c}/proxy/*',
  'GET /integrations/{i}/operations',
  'GET /integrations/{i}/operations/{o}',
];

export function methodsOf(prototype: object): string[] {
  if (prototype === Object.prototype) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(prototype));
  const methods = own.filter(([name, { value }]) => typeof value === 'function' && name !== 'constructor');
  return [...new Set([...methods.map(([name]) => name), ...methodsOf(Object.getPrototypeOf(prototype))])];
}

function watch(prototype: any, method: string, before: () => void, after: (...args: any[]) => void = () => {}): void {
  const original = prototype[method];
  prototype[method] = function (...args: unknown[]) {
    before();
    const answer = original.apply(this, args);
    if (answer instanceof Promise)
      answer.then(
        () => after(...args),
        () => {},
      );
    return answer;
  };
}

/** Methods of the client's accessors that nobody has called. */
export function uncalled(): string[] {
  const all = Object.entries(accessors).flatMap(([name, { prototype }]) =>
    methodsOf(prototype).map((method) => `${name}.${method}`),
  );
  return all.filter((method) => !called.has(method) && !inBrowsers.includes(method));
}

/** The requests like this call that were answered. */
export function answeredLike(call: string): string[] {
  const [method = '', path = ''] = call.split(' ');
  const pattern = path
    .replace(/[.?]/g, '\\$&')
    .replace(/\{\w+\}/g, '[^/?]+')
    .replace('*', '.+');
  const wanted = new RegExp(`^${method} ${pattern}${path.includes('?') ? '' : '(\\?.*)?'}$`);
  return [...answered].filter((one) => wanted.test(one));
}
