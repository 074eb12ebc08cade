import type { Action } from '../../kernel/action.ts';
import type { ConnectorDefinition, ConnectorHooks } from '../../kernel/connector.ts';

/** A connector with its actions, ready for use. */
export interface Connector {
  readonly app: string;
  readonly definition: ConnectorDefinition;
  readonly hooks: ConnectorHooks;
  readonly actions: ReadonlyMap<string, Action>;
  /** True for an app whose addresses a tenant named: not even the operator's private ranges are reached. */
  readonly publicOnly?: boolean;
}
