import type { Route } from './http/route.ts';
import { phoneGatewayRoutes } from './phone-gateways.ts';
import { pingRoutes } from './ping.ts';
import { availabilityRoutes } from './rooms/availability.ts';
import { skinRoutes } from './rooms/skins.ts';
import { timeZoneRoutes } from './time-zones.ts';
import { autologinRoutes } from './tokens/autologin.ts';

/** Endpoints that stand alone. */
export const otherRoutes: readonly Route[] = [
  ...autologinRoutes,
  ...skinRoutes,
  ...availabilityRoutes,
  ...timeZoneRoutes,
  ...phoneGatewayRoutes,
  ...pingRoutes,
];
