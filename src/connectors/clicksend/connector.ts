import { defineConnector } from '../../kernel/connector.ts';

export default defineConnector({
  name: 'ClickSend',
  description:
    'Business messaging: text messages and their replies, voice calls, MMS, e-mail, letters and postcards, with contact lists, campaigns, templates, prices and delivery receipts.',
  domains: ['clicksend.com'],
  links: {
    docs: 'https://developers.clicksend.com/docs',
    homepage: 'https://www.clicksend.com',
    credentials: 'https://dashboard.clicksend.com/account/subaccounts',
  },
  baseUrl: 'https://rest.clicksend.com/v3',
  auth: [
    {
      key: 'api-key',
      title: 'Username and API key',
      type: 'basic',
      username: '{username}',
      password: '{apiKey}',
      fields: {
        username: {
          title: 'Username',
          description:
            'The name you log in to ClickSend with, often an e-mail address. In the dashboard choose API Credentials at the top right: it stands above the key. A subaccount has its own.',
          secret: false,
          // Basic credentials are split at the first colon.
          pattern: '^[^:\\s]+$',
          example: 'you@example.com',
        },
        apiKey: {
          title: 'API key',
          description:
            'In the ClickSend dashboard choose API Credentials at the top right: 32 hexadecimal digits in five groups. A key belongs to the username beside it; the account must be activated.',
          secret: true,
          pattern: '^\\S+$',
          example: '0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9',
        },
      },
      // The account itself answers with the API key and allows 20 requests a minute.
      test: { method: 'GET', path: '/sms/templates' },
    },
  ],
  limits: { concurrency: 8, timeoutMs: 60_000, maxResponseBytes: 16 * 1024 * 1024 },
  errorMessagePaths: ['response_msg', 'data.message', 'message'],
  popular: [
    'send-sms',
    'get-sms-price',
    'get-sms-history',
    'get-delivery-receipts',
    'get-inbound-sms',
    'cancel-scheduled-sms',
    'list-sms-templates',
    'create-sms-template',
    'update-sms-template',
    'delete-sms-template',
  ],
  // GET /account does, with the key of the login.
  echoesCredentials: true,
});
