/** What became of one message, in the app's word, and what to do about it. */
const remedies: Readonly<Record<string, string>> = {
  INVALID_RECIPIENT: 'The number does not exist or is not reachable by text: check it, with its country code',
  INVALID_NUMBER: 'It was not sent to the app: correct the number',
  THROTTLED:
    'The same text went to this number a moment ago, so it may be there already: look in get-sms-history, then wait or change the text',
  INVALID_SENDER_ID:
    'Use a number of the account, or a name of at most 11 letters and digits without spaces that the country allows; or leave from out',
  INSUFFICIENT_CREDIT: 'Add credit in the dashboard; get-account shows the balance',
  COUNTRY_NOT_ENABLED: 'Enable the country in the dashboard under Global Sending',
  EMPTY_MESSAGE: 'Give body',
  TOO_LONG: 'It was not sent to the app: shorten it; preview-sms counts',
  TOO_MANY_RECIPIENTS: 'Send to fewer at once, or use a campaign',
  MISSING_REQUIRED_FIELDS: 'Give to or list_id, and body',
  INVALID_SCHEDULE: 'Give a moment to come',
  ALREADY_EXISTS: 'It is there already: list it before making another',
  NOT_ENOUGH_PERMISSION_TO_LIST_ID: 'list-contact-lists gives the lists that this account may use',
  INVALID_LANG: 'list-voice-languages gives the languages',
  INVALID_VOICE: "voice is 'female' or 'male'; list-voice-languages shows which a language has",
  SUBJECT_REQUIRED: 'Give subject',
  INVALID_MEDIA_FILE: 'Give a public address of a picture (JPG, PNG, GIF) up to 250 kB; upload-file makes one',
  REGISTRATION_NEEDED: 'Register the sender or the use in the dashboard first',
  MISSING_CREDENTIALS: 'Connect the account again',
  INVALID_CREDENTIALS: 'Connect the account again',
  ACCOUNT_NOT_ACTIVATED: 'Activate the account in the dashboard: verify its number and e-mail address',
  SOMETHING_IS_WRONG: 'Look in the history before you repeat it',
  INTERNAL_ERROR: 'Look in the history before you repeat it',
};

/** What to do about a status; undefined for one that is not known. */
export function knownRemedy(status: string): string | undefined {
  return Object.hasOwn(remedies, status) ? remedies[status] : undefined;
}

export function remedyOf(status: string): string {
  return knownRemedy(status) ?? 'Look in the history before you repeat it; the vendor’s documents explain the status';
}

/** Whether the app took the message; statuses of a message that is under way are successes too. */
export function isAccepted(status: string): boolean {
  return /^(success|queued|sent|scheduled|completed|waitapproval)$/i.test(status);
}
