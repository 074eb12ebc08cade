import type { Tool } from '../tool.ts';
import { ensureConnection } from './ensure-connection.ts';
import { getAction } from './get-action.ts';
import { listConnections } from './list-connections.ts';
import { requestApi } from './request-api.ts';
import { runActionTool } from './run-action.ts';
import { searchActions } from './search-actions.ts';

/** The tools that are offered everywhere, whatever is connected; their names are fixed for ever. */
export const metaTools: readonly Tool[] = [
  searchActions,
  getAction,
  runActionTool,
  ensureConnection,
  listConnections,
  requestApi,
];
