export interface MailAddress {
  /** What a mail program shows; empty for none. */
  readonly name: string;
  readonly address: string;
}

/** A calendar entry that goes with a message: mail programs offer to add it. */
export interface Calendar {
  readonly filename: string;
  /** As its METHOD property says. */
  readonly method: 'PUBLISH' | 'REQUEST';
  /** RFC 5545. */
  readonly content: string;
}

/** Everything that a message consists of. */
export interface Letter {
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly replyTo: MailAddress | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly calendar: Calendar | null;
  readonly date: Date;
  /** With its angle brackets. */
  readonly messageId: string;
}

/** A message as it goes over the wire, RFC 5322. The same letter gives the same bytes. */
export async function composeMessage(letter: Letter): Promise<Uint8Array> {
  // The mail library is loaded with the first message: starting is faster without it.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { from, to, replyTo, subject, html, calendar, ...rest } = letter;
  const sent = await transport.sendMail({
    ...rest,
    from: asWritten(from),
    to: asWritten(to),
    subject: notDecoded(subject),
    ...(replyTo === null ? {} : { replyTo: asWritten(replyTo) }),
    ...(html === null ? {} : { html }),
    // It becomes both an alternative part, for the mail program's own buttons, and a file.
    ...(calendar === null ? {} : { icalEvent: { ...calendar } }),
    baseBoundary: letter.messageId.replace(/\W/g, '').slice(0, 24),
    // Content in the message names files and addresses; it must never make the composer read them.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // With buffer: true it is a Buffer, not a stream.
  return new Uint8Array(sent.message as Buffer);
}

function asWritten({ name, address }: MailAddress): MailAddress {
  return { name: notDecoded(name), address };
}

/** Text that looks like an encoded word of RFC 2047 would be decoded; an invisible word joiner keeps it as it is. */
function notDecoded(text: string): string {
  return text.replaceAll('=?', '=\u2060?');
}
