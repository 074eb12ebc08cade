/** Why a record was not taken. */
export interface Flaw {
  readonly code: number;
  readonly text: string;
}

const events = 'Event Name is incorrect. ErrorCode: ';
const eventData = 'Event data is incorrect. ErrorCode: ';
const profiles = 'Profile data is incorrect. ErrorCode: ';
const tokens = 'Token data is incorrect. ErrorCode: ';

/** What the app says for each code; a text ends where the number of the record follows. Recorded: 509, 513, and the end of 515. */
const texts = {
  509: `${events}509 - Event name is mandatory. `,
  512: `${eventData}512 - Invalid event structure. `,
  513: `${events}513 - Trying to raise a restricted system event. `,
  514: `${profiles}514 - Gender is not valid.`,
  515: `${profiles}515 - Email is not valid.`,
  516: `${profiles}516 - Phone number is not valid.`,
  517: `${profiles}517 - Employment status is not valid.`,
  518: `${profiles}518 - Education status is not valid.`,
  519: `${profiles}519 - Marital status is not valid.`,
  520: `${profiles}520 - Age is not valid.`,
  522: `${eventData}522 - Event properties limit exceeded. `,
  523: 'ErrorCode: 523 - Identity is mandatory. ',
  524: 'ErrorCode: 524 - Record is neither an event nor a profile. ',
  525: 'ErrorCode: 525 - Timestamp is not in UNIX epoch format. ',
  526: 'ErrorCode: 526 - objectId is not valid. ',
  528: `${events}528 - Discarded event is raised. `,
  530: `${tokens}530 - objectId is not valid. `,
  531: `${tokens}531 - Token data is not valid. `,
  532: `${tokens}532 - Token id is not present. `,
  533: `${tokens}533 - Token type is not present. `,
  534: `${tokens}534 - Token type is not valid for the objectId. `,
  535: `${tokens}535 - Token keys are not valid. `,
  555: `${profiles}555 - Property name, value or number of properties is over the limit.`,
} as const;

export function flaw(code: keyof typeof texts): Flaw {
  return { code, text: texts[code] };
}
