import { defineConnector } from '../../kernel/connector.ts';

export default defineConnector({
  name: 'ClickMeeting',
  description:
    'Webinars and online meetings in the browser: rooms, invitations, registrations, access tokens, attendance, recordings, chats and files.',
  domains: ['clickmeeting.com', 'clickwebinar.com'],
  links: {
    docs: 'https://dev.clickmeeting.com/api-doc/',
    homepage: 'https://clickmeeting.com',
    credentials: 'https://dev.clickmeeting.com/api-guide/',
  },
  baseUrl: 'https://api.clickmeeting.com/v1',
  // Signed links to recordings, files and reports; the app still prints many of them with http.
  origins: ['https://*.clickmeeting.com', 'http://*.clickmeeting.com'],
  auth: [
    {
      key: 'api-key',
      title: 'API key',
      type: 'api_key',
      in: 'header',
      name: 'X-Api-Key',
      value: '{apiKey}',
      fields: {
        apiKey: {
          title: 'API key',
          description:
            "In ClickMeeting open the account panel, then Account settings, then API (paid and trial accounts). The key is 'us' or 'eu' and 40 hexadecimal digits; older accounts have the digits alone. A sub-account has its own key and sees only its own rooms.",
          secret: true,
          // White labels issue other shapes, so only what a header cannot carry is ruled out.
          pattern: '^\\S+$',
          example: 'us0123456789abcdef0123456789abcdef01234567',
        },
      },
      test: { method: 'GET', path: '/ping' },
    },
  ],
  // The app answers slowly at times: its own clients wait 60 to 100 seconds. It documents no rate limit.
  limits: { concurrency: 8, timeoutMs: 60_000, maxResponseBytes: 32 * 1024 * 1024 },
  errorMessagePaths: ['errors.*.message', 'message', 'error', 'name'],
  popular: [
    'list-conferences',
    'get-conference',
    'create-conference',
    'update-conference',
    'delete-conference',
    'send-invitation',
    'list-registrations',
    'register-participant',
    'generate-autologin-url',
    'create-access-tokens',
    'list-access-tokens',
    'list-sessions',
    'get-session',
    'get-session-attendees',
    'list-recordings',
    'list-files',
    'create-contact',
    'list-timezones',
    'list-skins',
  ],
});
