import { messageReportRoute } from './campaigns/message-report.ts';
import { sendRoutes } from './campaigns/send.ts';
import { targetRoutes } from './campaigns/targets.ts';
import { countRoutes } from './counts/routes.ts';
import { exportRoutes } from './exports/export.ts';
import type { Route } from './http/route.ts';
import { peopleRoutes } from './people/routes.ts';
import { schemaRoutes } from './schema.ts';
import { uploadRoute } from './upload/upload.ts';

/** Every endpoint of the API. */
export const apiRoutes: readonly Route[] = [
  uploadRoute,
  ...exportRoutes,
  ...countRoutes,
  ...peopleRoutes,
  ...targetRoutes,
  ...sendRoutes,
  messageReportRoute,
  ...schemaRoutes,
];
