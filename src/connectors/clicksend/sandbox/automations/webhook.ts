import type { World } from '../../../../sandbox/definition.ts';

const types = ['post', 'get', 'json'] as const;

/** How a user's address is called; a form when nothing else is asked for. */
export type WebhookType = (typeof types)[number];

export function isWebhookType(value: string): value is WebhookType {
  return types.some((type) => type === value);
}

export interface Target {
  readonly url: string;
  readonly type: WebhookType;
  readonly about: string;
}

type Payload = Readonly<Record<string, string | number | null>>;

function formOf(payload: Payload): URLSearchParams {
  return new URLSearchParams(
    Object.entries(payload).map(([name, value]): [string, string] => [name, String(value ?? '')]),
  );
}

/** Calls a user's address; the service signs nothing. An address that is none is left alone. */
export function callAddress({ webhooks }: World, { url, type, about }: Target, payload: Payload): void {
  if (!URL.canParse(url)) return;
  if (type === 'get') {
    const address = new URL(url);
    for (const [name, value] of formOf(payload)) address.searchParams.set(name, value);
    webhooks.send({ url: address.href, method: 'GET', headers: {}, body: null, about });
    return;
  }
  const isJson = type === 'json';
  const headers = { 'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded' };
  const body = isJson ? JSON.stringify(payload) : formOf(payload).toString();
  webhooks.send({ url, method: 'POST', headers, body, about });
}
