import { PorinError } from '../../kernel/errors.ts';
import type { ActionEdit } from '../../kernel/ports/gateway-actions.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { slugOf } from '../../kernel/slug.ts';
import type { Connector } from '../catalog/catalog.ts';
import { checkJsonSchema } from './json-schema.ts';
import { checkMapping } from './types/saved-type.ts';
import { checkConfig } from './types/types.ts';

/** What of an action its author decides. */
export type Content = Pick<
  SavedActionRow,
  | 'key'
  | 'name'
  | 'description'
  | 'type'
  | 'config'
  | 'inputSchema'
  | 'outputMapping'
  | 'customOutputSchema'
  | 'effect'
  | 'meta'
  | 'isDeactivated'
>;

/** Of an action that has nothing yet, or whose content is replaced as a whole. */
export const blank = {
  description: '',
  inputSchema: null,
  outputMapping: null,
  customOutputSchema: null,
  effect: null,
  meta: null,
  isDeactivated: false,
} as const satisfies Partial<Content>;

/** Configuration, schemas, mapping and notes together. */
const maxBytes = 256 * 1024;

/** An edit's members over what there was; null clears one. Errors: `bad_request` naming the member. */
export function edited(before: Content, edit: ActionEdit, connector: Connector | undefined): Content {
  // What is not changed is not judged again: a connector may have lost an operation since.
  const { type, config } =
    edit.type === undefined && edit.config === undefined
      ? before
      : checkConfig(edit.type ?? before.type, edit.config ?? before.config, connector);
  const after: Content = {
    key: edit.key ?? before.key,
    name: edit.name ?? before.name,
    description: edit.description === undefined ? before.description : (edit.description ?? ''),
    type,
    config,
    inputSchema: edit.inputSchema === undefined ? before.inputSchema : edit.inputSchema,
    outputMapping: edit.outputMapping === undefined ? before.outputMapping : edit.outputMapping,
    customOutputSchema: edit.customOutputSchema === undefined ? before.customOutputSchema : edit.customOutputSchema,
    effect: edit.effect === undefined ? before.effect : edit.effect,
    meta: edit.meta === undefined ? before.meta : edit.meta,
    isDeactivated: edit.isDeactivated ?? before.isDeactivated,
  };
  if (edit.outputMapping) checkMapping('outputMapping', edit.outputMapping);
  if (edit.inputSchema) checkJsonSchema('inputSchema', edit.inputSchema);
  if (edit.customOutputSchema) checkJsonSchema('customOutputSchema', edit.customOutputSchema);
  checkSize(after);
  return after;
}

/** The key that an action of this name gets. Errors: `bad_request` when the name has no letters for one. */
export function keyFrom(name: string): string {
  const key = slugOf(name, 80).replace(/[^a-z0-9-]+/g, '');
  if (/^[a-z0-9]/.test(key)) return key;
  throw new PorinError('bad_request', `key: required, because none can be made from the name '${name.slice(0, 100)}'`, {
    hint: 'Give it one of Latin letters, digits, - and _',
  });
}

/** What would be taken for an id, `act_…` or `<app>.<key>`, could not be found by its key. */
export function checkKey(key: string, apps: readonly string[]): void {
  const [app = '', ...rest] = key.split('.');
  if (/^act_/i.test(key) || (rest.length > 0 && (apps.includes(app) || app.startsWith('app_'))))
    throw new PorinError('bad_request', `key: '${key}' looks like an id`, { hint: 'Begin it with another word' });
}

function checkSize({ config, inputSchema, outputMapping, customOutputSchema, meta }: Content): void {
  const sizeBytes = Buffer.byteLength(JSON.stringify([config, inputSchema, outputMapping, customOutputSchema, meta]));
  if (sizeBytes <= maxBytes) return;
  throw new PorinError('payload_too_large', `The action has ${sizeBytes} bytes; at most ${maxBytes} are kept`, {
    hint: 'What it needs much of can come with the input of each run',
  });
}
