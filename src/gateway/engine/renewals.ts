import type { TokenKeeper } from '../auth/oauth2/keeper.ts';
import type { Renewal } from '../auth/oauth2/refresh.ts';
import type { Target, Targets } from './target.ts';

/** Targets whose credentials last, in place of those whose credentials end. */
export interface Renewals {
  /** The target to use; itself when its credentials last, and then at once. Errors: as `TokenKeeper.fresh`. */
  lasting(target: Target): Target | Promise<Target>;
  /** The target with renewed credentials after a refusal; undefined where renewing cannot help. Errors: as `TokenKeeper.fresh`. */
  afterRefusal(target: Target): Promise<Target> | undefined;
}

export function createRenewals(targets: Pick<Targets, 'of'>, tokens: TokenKeeper): Renewals {
  const withRenewed = ({ connection, sealed }: Renewal) => targets.of(connection, sealed);
  return {
    lasting(target) {
      // Read first, because this is asked before every request: most credentials never end.
      if (target.connection.credentialsExpireAt === null) return target;
      return tokens.fresh(target)?.then((renewal) => (renewal ? withRenewed(renewal) : target)) ?? target;
    },
    afterRefusal: (target) => tokens.afterRefusal(target)?.then(withRenewed),
  };
}
