import { messageRoutes } from './routes.ts';
import { templateRoutes } from './templates.ts';

/** Messages of all kinds, and what they are made from. */
export const messageApi = [...messageRoutes, ...templateRoutes];
