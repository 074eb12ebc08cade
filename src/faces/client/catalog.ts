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
