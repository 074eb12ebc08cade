import { defineConnector } from '../../kernel/connector.ts';

export default defineConnector({
  name: 'CleverTap',
  description:
    'Customer engagement and retention: user profiles, events, device tokens, counts and trends, exports, campaigns with their reports, and messages to given people.',
  domains: ['clevertap.com'],
  links: {
    docs: 'https://developer.clevertap.com/docs/api-overview',
    homepage: 'https://clevertap.com',
    credentials: 'https://developer.clevertap.com/docs/authentication',
  },
  baseUrl: 'https://{region}.api.clevertap.com/1',
  auth: [
    {
      key: 'passcode',
      title: 'Account id and passcode',
      type: 'headers',
      headers: {
        'X-CleverTap-Account-Id': '{accountId}',
        'X-CleverTap-Passcode': '{passcode}',
        'Content-Type': 'application/json',
      },
      fields: {
        accountId: {
          title: 'Account id',
          description:
            'In CleverTap open Settings, then Project: the Project ID. Projects for tests have one of their own.',
          secret: false,
          pattern: '^\\S+$',
          example: 'ABC-123-456Z',
        },
        passcode: {
          title: 'Passcode',
          description: 'In CleverTap open Settings, then Passcode; an administrator can make one.',
          secret: true,
          pattern: '^\\S+$',
        },
        region: {
          title: 'Region',
          description:
            'Where the project lives: the first part of the dashboard’s address (in1 India, us1 USA, sg1 Singapore, aps3 Indonesia, mec1 UAE, eu1 Europe or none). Left empty it is found out.',
          secret: false,
          optional: true,
          choices: ['in1', 'us1', 'sg1', 'aps3', 'mec1', 'eu1'],
          probe: true,
        },
        timezone: {
          title: 'Time zone of the project',
          description:
            'In CleverTap open Settings, then Project. Days in queries are days of this zone; UTC when left empty.',
          secret: false,
          optional: true,
          pattern: '^(UTC|[A-Z][A-Za-z_]+/[A-Za-z0-9_+/-]+)$',
          example: 'Asia/Kolkata',
        },
      },
      test: { method: 'POST', path: '/now.json', body: { json: {} } },
    },
  ],
  // At most 3 requests of an account may be under way at an endpoint, 15 at that of uploads; no header says how many are.
  limits: { concurrency: 3, timeoutMs: 60_000, maxResponseBytes: 64 * 1024 * 1024 },
  errorMessagePaths: ['error'],
  popular: [
    'get-user-profiles',
    'get-user-profiles-by-cursor',
    'get-user-profile',
    'upload-user-profiles',
    'delete-user-profile',
    'get-profile-count',
    'get-events',
    'get-events-by-cursor',
    'upload-events',
    'get-event-count',
    'real-time-user-count',
    'get-campaigns',
    'create-campaign',
    'get-campaign-report',
    'stop-campaign',
    'upload-device-tokens',
  ],
});
