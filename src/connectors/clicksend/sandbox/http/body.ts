import { type Fields, objectOf } from './fields.ts';
import { badRequest } from './refusal.ts';
import type { Call } from './route.ts';

export interface Body {
  readonly fields: Fields;
  readonly file: Call['file'];
}

const none: Body = { fields: {}, file: undefined };

/** Reads a body by its content type; one that is not named is JSON. Errors: 400. */
export async function readBody(request: Request): Promise<Body> {
  if (request.method === 'GET' || request.method === 'HEAD') return none;
  const type = request.headers.get('content-type') ?? '';
  if (type.startsWith('multipart/form-data')) return multipart(request);
  const text = await request.text();
  if (text.trim() === '') return none;
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { ...none, fields: Object.fromEntries(new URLSearchParams(text)) };
  }
  return { ...none, fields: objectOf(parse(text)) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('The request body is not valid JSON.');
  }
}

async function multipart(request: Request): Promise<Body> {
  let form: FormData;
  try {
    form = await request.formData();
  } catch {
    throw badRequest('The request body is not a valid form.');
  }
  const fields: Record<string, string> = {};
  let file: Body['file'];
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else file = { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) };
  }
  return { fields, file };
}
