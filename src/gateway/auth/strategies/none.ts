import { nothing, type Strategy } from '../strategy.ts';

const addition = { headers: nothing, query: nothing, secrets: [] };

/** Open APIs: requests go as they are. */
export const none: Strategy<'none'> = () => () => addition;
