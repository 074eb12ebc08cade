import { chatRoutes } from './chats.ts';
import { contactRoutes } from './contacts.ts';
import { fileRoutes } from './files/routes.ts';
import type { Route } from './http/route.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { otherRoutes } from './other-routes.ts';
import { recordingRoutes } from './recordings.ts';
import { registrationRoutes } from './registrations/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { roomRoutes } from './rooms/routes.ts';
import { sessionRoutes } from './sessions.ts';
import { tokenRoutes } from './tokens/routes.ts';

/** Every endpoint of the API. */
export const apiRoutes: readonly Route[] = [
  ...roomRoutes,
  ...tokenRoutes,
  ...invitationRoutes,
  ...registrationRoutes,
  ...sessionRoutes,
  ...reportRoutes,
  ...recordingRoutes,
  ...chatRoutes,
  ...fileRoutes,
  ...contactRoutes,
  ...otherRoutes,
];
