import type { Connector } from '../../catalog/connector.ts';

/** What formulas and code call by a name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** The tenant, as formulas see it. */
export interface PlaceUser extends Named {
  /** The workspace's own key for it. */
  readonly internalId: string;
  readonly fields: unknown;
}

/** Where a saved action runs. What takes a look-up is asked for only when something mentions it. */
export interface Place {
  /** Whose run it is. */
  readonly tenantId: string;
  /** Undefined on no connection, as the next two. */
  readonly connector: Connector | undefined;
  readonly connection: Named | undefined;
  integration(): Promise<Named | undefined>;
  user(): Promise<PlaceUser | undefined>;
}
