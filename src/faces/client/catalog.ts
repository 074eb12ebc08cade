import type { JsonSchema } from '../../kernel/json-schema.ts';
import type { CliFace } from '../../kernel/operation.ts';

/** An operation as data: what the client and the CLI need, without loading its code. Generated into `catalog.gen.ts`. */
export interface CatalogOperation {
  /** `connections.list`, from the file's place. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/connections/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** Named only where not every tenant's token will do. */
  readonly scope?: 'owner' | 'manager';
  /** Input field that is the whole body. */
  readonly bodyAs?: string;
  /** Input fields that travel as headers: field name → header name. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly input: JsonSchema;
  readonly cli?: CliFace;
}

/** A sandbox's own control as data. */
export interface CatalogControl {
  readonly app: string;
  readonly name: string;
  readonly summary: string;
  readonly input: JsonSchema;
  readonly examples?: readonly string[];
}

/** Facts with their schema, which is read from its text when somebody looks at it: parsing all of them took a command 2 ms. */
export function withInput<const Facts extends object>(
  facts: Facts,
  json: string,
): Facts & { readonly input: JsonSchema } {
  let input: JsonSchema | undefined;
  return Object.defineProperty(facts, 'input', {
    enumerable: true,
    get: () => {
      // Written by `npm run gen` from a schema.
      input ??= JSON.parse(json) as JsonSchema;
      return input;
    },
  }) as Facts & { readonly input: JsonSchema };
}
