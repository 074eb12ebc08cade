/** What the app's codes for single records mean, and what to do. */
const meanings: Readonly<Record<number, string>> = {
  509: 'event_name is missing',
  512: 'the event is not well formed: properties are plain values, texts of at most 512 bytes',
  513: 'the name belongs to the app itself (a system event): choose another',
  514: 'Gender has to be M or F',
  515: 'Email is no e-mail address',
  516: 'Phone has to begin with + and the country code, such as +14155551234',
  517: 'Employed has to be Y or N',
  518: 'Education has to be School, College or Graduate',
  519: 'Married has to be Y or N',
  520: 'Age has to be a whole number',
  522: 'the event has more than 256 properties',
  523: 'nobody is named: give identity, objectId, FBID or GPID',
  524: 'the record is neither an event nor a profile',
  525: 'ts has to be ISO 8601 with an offset, or epoch seconds after 1970 (not milliseconds)',
  526: 'objectId is not one that the app gave',
  528: 'the project discards this event: an administrator can allow it in Settings, Schema',
  530: 'objectId is not one that the app gave; identities do not name a device',
  531: 'the token is not well formed',
  532: 'the token is missing',
  533: 'the type of the token is missing',
  534: 'the type of the token does not fit the device: apns iOS; fcm, gcm Android; chrome web; wns, mpns Windows',
  535: 'a chrome token needs keys with p256dh and auth',
  555: 'the record breaks a limit: names of at most 120 bytes, values of at most 512, at most 256 properties',
};

export function meaningOf(code: number | undefined): string | undefined {
  return code === undefined ? undefined : meanings[code];
}
