import { ResourceNotFoundError, type Server } from '@modelcontextprotocol/server';
import type { Feature } from '../server.ts';
import type { Session } from '../session.ts';
import { readSkillResource, skillResources } from '../skills.ts';

/** resources/list, resources/templates/list and resources/read. */
export const resourcesFeature: Feature = {
  family: 'resources',
  capabilities: { resources: {} },
  register(server: Server, session: Session) {
    server.setRequestHandler('resources/list', async () => ({ resources: await skillResources(session) }));
    server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [] }));
    server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
      const found = await readSkillResource(session, uri);
      if (found) return found;
      throw new ResourceNotFoundError(uri);
    });
  },
};
