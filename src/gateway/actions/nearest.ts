import { type ActionLayer, actionLayers, type SavedActionHead } from '../../kernel/ports/storage-actions.ts';

/** Where an action is looked for: a connection with its integration and app, an integration with its app, or an app. */
export interface Reach {
  readonly connectionId?: string | undefined;
  /** The app's id for the app's own. */
  readonly integrationId?: string | undefined;
  readonly app?: string | undefined;
}

type Placed = Pick<SavedActionHead, 'layer' | 'connectionId' | 'integrationId' | 'app' | 'instanceKey'>;

/** How near a layer is: a higher one overrides a lower one. */
export function nearness(layer: ActionLayer): number {
  return actionLayers.indexOf(layer);
}

/** True when the action is there, on its own layer or on one below. */
export function reaches({ layer, connectionId, integrationId, app }: Placed, at: Reach): boolean {
  switch (layer) {
    case 'connection':
      return connectionId === at.connectionId;
    case 'integration':
      return integrationId === at.integrationId;
    case 'universal':
      return app === null || at.app === undefined || app === at.app;
  }
}

/**
 * Of the saved actions with one key those that count there: of the nearest layer, and of everybody's those of the app before those of any.
 * Several when they are instances of one action; the one without an instance key comes first, which is meant when nobody says.
 */
export function nearest<T extends Placed>(rows: readonly T[], at: Reach): readonly T[] {
  const there = rows.filter((row) => reaches(row, at));
  const best = Math.max(-1, ...there.map(closeness));
  return there
    .filter((row) => closeness(row) === best)
    .sort((a, b) => Number(a.instanceKey !== null) - Number(b.instanceKey !== null));
}

function closeness({ layer, app }: Placed): number {
  return layer === 'universal' && app === null ? -0.5 : nearness(layer);
}
