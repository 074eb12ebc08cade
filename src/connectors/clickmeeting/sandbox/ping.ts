import { ok, type Route } from './http/route.ts';

/** Clients validate an API key with it. */
export const pingRoutes: readonly Route[] = [{ method: 'GET', path: '/ping', handle: () => ok({ ping: 'pong' }) }];
