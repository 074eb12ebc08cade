import type { ActionDefinition } from './action.ts';
import type { ConnectorDefinition, ConnectorHooks } from './connector.ts';

/** Everything one connector folder defines. Generated into `src/connectors/<app>/index.gen.ts`. */
export interface ConnectorModule {
  /** The folder's name. */
  readonly app: string;
  readonly definition: ConnectorDefinition;
  readonly hooks?: ConnectorHooks | undefined;
  /** By key, which is the action's file name. */
  readonly actions: Readonly<Record<string, ActionDefinition>>;
}
