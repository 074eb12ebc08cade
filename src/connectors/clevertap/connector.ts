import { defineConnector } from '../../kernel/connector.ts';

export default defineConnector({
  name: 'CleverTap',
  description:
    'Customer engagement and retention: user profiles, events, device tokens, counts, campaigns and their reports.',
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
          description: 'In CleverTap open Settings, then Project: the Project ID, such as ABC-123-456Z.',
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
          description: 'Where the project lives: the first part of the address of the dashboard.',
          secret: false,
          choices: ['in1', 'us1', 'sg1', 'aps3', 'mec1', 'eu1'],
          example: 'us1',
        },
      },
      test: { method: 'POST', path: '/now.json' },
    },
  ],
  // At most 3 requests of an account may be under way, 15 for uploads; there are no headers to steer by.
  limits: { concurrency: 3, timeoutMs: 60_000, maxResponseBytes: 64 * 1024 * 1024 },
  errorMessagePaths: ['error'],
});
