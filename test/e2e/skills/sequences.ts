/**
 * The command lines of the published skills, word for word as a shell gets them: `clickmeeting` and `clevertap` in the second
 * generation, `clicksend-sms` in the first. Only the words in <angle brackets> or CAPITALS are the agent's to fill in.
 */
export const second = {
  login: 'membrane login --tenant --clientName=<agentType>',
  /** What is left of it where a page took the placeholder for markup. */
  loginBare: 'membrane login --tenant --clientName=',
  complete: 'membrane login complete <code>',
  ensure: { clickmeeting: 'https://clickmeeting.com/', clevertap: 'https://clevertap.com/' },
  connect: 'membrane connection ensure "<url>" --json',
  wait: 'npx @membranehq/cli connection get <id> --wait --json',
  poll: 'membrane connection get <id> --json',
  find: 'membrane action list --connectionId=CONNECTION_ID --intent "QUERY" --limit 10 --json',
  discover: 'membrane action list --intent=QUERY',
  run: 'membrane action run <actionId> --connectionId=CONNECTION_ID --json',
  runWith: `membrane action run <actionId> --connectionId=CONNECTION_ID --input '{"key": "value"}' --json`,
  request: 'membrane request CONNECTION_ID /path/to/endpoint',
} as const;

export const first = {
  login: 'membrane login --tenant',
  complete: 'membrane login complete <code>',
  search: { clicksend: 'membrane search clicksend-sms --elementType=connector --json' },
  connect: 'membrane connect --connectorId=CONNECTOR_ID --json',
  connections: 'membrane connection list --json',
  find: 'membrane action list --intent=QUERY --connectionId=CONNECTION_ID --json',
  run: 'membrane action run --connectionId=CONNECTION_ID ACTION_ID --json',
  runWith: 'membrane action run --connectionId=CONNECTION_ID ACTION_ID --json --input "{ \\"key\\": \\"value\\" }"',
  /** The translation of the same lines lost its quotes: the shell makes six words of it. */
  runTranslated: 'membrane action run --connectionId=CONNECTIONID ACTIONID --json --input { \\key\\: \\value\\ }',
  request: 'membrane request CONNECTION_ID /path/to/endpoint',
} as const;

/** The actions that the ClickMeeting skill prints: name, key, description. */
export const clickmeetingActions = [
  ['List Timezones', 'list-timezones', 'Get a list of all available timezones for scheduling conferences'],
  ['List Skins', 'list-skins', 'Get all available room skins/themes for conference rooms'],
  ['Send Invitation', 'send-invitation', 'Send email invitations to participants for a conference room'],
  [
    'Generate Auto-Login URL',
    'generate-autologin-url',
    'Generate an auto-login URL for a participant to join without credentials',
  ],
  ['List Recordings', 'list-recordings', 'Get all recordings for a specific conference room'],
  ['List Files', 'list-files', 'Get a list of all files in your ClickMeeting file library'],
  ['Create Contact', 'create-contact', 'Add a new contact to your ClickMeeting account'],
  ['List Access Tokens', 'list-access-tokens', 'Get all generated access tokens for a conference room'],
  ['Create Access Tokens', 'create-access-tokens', 'Generate access tokens for a token-protected conference room'],
  ['Register Participant', 'register-participant', 'Register a new participant for a conference room'],
  ['List Registrations', 'list-registrations', 'Get all registered participants for a conference room'],
  [
    'Get Session Attendees',
    'get-session-attendees',
    'Get detailed information about all attendees of a specific session',
  ],
  ['Get Session', 'get-session', 'Get details of a specific session including attendees and PDF report links'],
  ['List Sessions', 'list-sessions', 'Get a list of all sessions for a specific conference room'],
  ['Update Conference', 'update-conference', 'Update settings of an existing conference room'],
  ['Delete Conference', 'delete-conference', 'Permanently delete a conference room.'],
  ['Create Conference', 'create-conference', 'Create a new conference room (meeting or webinar).'],
  ['Get Conference', 'get-conference', 'Get details of a specific conference room by its ID'],
  ['List Conferences', 'list-conferences', 'Get a list of all conferences (meetings and webinars) by status.'],
] as const;

/** The actions that the CleverTap skill prints: name, key, description. */
export const clevertapActions = [
  ['Real-Time User Count', 'real-time-user-count', 'Get real-time count of users matching specific criteria.'],
  [
    'Get Campaign Report',
    'get-campaign-report',
    'Get detailed metrics for a specific campaign including delivery stats, open rates, and conversions.',
  ],
  [
    'Upload Device Tokens',
    'upload-device-tokens',
    'Add device tokens (APNS, FCM, GCM) to user profiles for push notifications.',
  ],
  ['Get Campaigns', 'get-campaigns', 'Retrieve a list of campaigns from CleverTap.'],
  ['Stop Campaign', 'stop-campaign', 'Stop a scheduled campaign from being sent.'],
  ['Create Campaign', 'create-campaign', 'Create a new marketing campaign in CleverTap.'],
  [
    'Get Profile Count',
    'get-profile-count',
    'Get the count of user profiles that triggered a specific event within a date range.',
  ],
  ['Get Event Count', 'get-event-count', 'Get the count of a specific event within a date range.'],
  ['Delete User Profile', 'delete-user-profile', 'Delete a user profile from CleverTap using their identity or GUID.'],
  [
    'Get Events by Cursor',
    'get-events-by-cursor',
    'Fetch the next batch of events using a cursor from a previous Get Events request.',
  ],
  ['Get Events', 'get-events', 'Download user events from CleverTap.'],
  [
    'Get User Profiles by Cursor',
    'get-user-profiles-by-cursor',
    'Fetch the next batch of user profiles using a cursor from a previous Get User Profiles request.',
  ],
  ['Get User Profiles', 'get-user-profiles', 'Download user profiles from CleverTap based on event criteria.'],
  ['Upload Events', 'upload-events', 'Upload user events to CleverTap.'],
  ['Upload User Profiles', 'upload-user-profiles', 'Upload or update user profiles in CleverTap.'],
] as const;

/** The actions that the ClickSend skill prints: name, key, description. */
export const clicksendActions = [
  ['Delete SMS Template', 'delete-sms-template', 'Delete an SMS template.'],
  ['Update SMS Template', 'update-sms-template', 'Update an existing SMS template.'],
  ['Create SMS Template', 'create-sms-template', 'Create a new SMS template for reuse.'],
  ['List SMS Templates', 'list-sms-templates', 'Get a list of all SMS templates.'],
  ['Cancel Scheduled SMS', 'cancel-scheduled-sms', 'Cancel a scheduled SMS message that has not been sent yet.'],
  ['Get Inbound SMS', 'get-inbound-sms', 'Get all inbound (received) SMS messages.'],
  ['Get Delivery Receipts', 'get-delivery-receipts', 'Get all delivery receipts for sent SMS messages.'],
  ['Get SMS History', 'get-sms-history', 'Get the history of sent SMS messages.'],
  ['Get SMS Price', 'get-sms-price', 'Calculate the price for sending SMS messages before actually sending them.'],
  ['Send SMS', 'send-sms', 'Send one or more SMS messages.'],
] as const;

/** Addresses as they stand in published skills, with what is wrong with them; all lead to ClickMeeting. */
export const addresses = [
  'http://www.clickmeeting.com',
  'https://account.clickmeeting.com/en/login?utm_source=skill#top',
  'https://clickmeeting.com/\\n',
  'clickmeeting.com',
] as const;

/** Puts the agent's words in the place of a line's placeholders. Errors: a placeholder that the line does not have. */
export function fill(line: string, words: Readonly<Record<string, string>>): string {
  return Object.entries(words).reduce((filled, [placeholder, word]) => {
    if (!filled.includes(placeholder)) throw new Error(`${line} has no ${placeholder}`);
    return filled.replaceAll(placeholder, () => word);
  }, line);
}
