import type { AuthOption } from '../../kernel/connector.ts';
import type { Values } from './template.ts';

/** What a strategy adds to a request. `secrets` are the composed texts that hold a secret, for redaction. */
export interface Addition {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** Signs one kind of request; made once per auth option. */
export type Sign = (values: Values) => Addition;

/** How one auth type signs: compiles the option's templates into a function of the credentials. */
export type Strategy<T extends AuthOption['type']> = (option: Extract<AuthOption, { type: T }>) => Sign;

export const nothing: Readonly<Record<string, string>> = Object.freeze({});
