/** Kinds of mail that the service sends. */
export type MailKind = 'invitation' | 'confirmation' | 'thanks';

/** One language of the mails; its file in `languages/` and its line in `languages.ts` are all there is to it. */
export interface MailLanguage {
  /** ISO 639-1; dates and durations are written by it. */
  readonly code: string;
  /** Further codes that clients send for it: countries in place of languages. */
  readonly aliases: readonly string[];
  /** ISO 3166-1: whose dial-in numbers a mail names first. */
  readonly country: string;
  /** What ends a label; a plain colon when absent. */
  readonly colon?: string;
  readonly subject: Readonly<Record<MailKind, (room: string) => string>>;
  /** The name may be empty. */
  readonly greeting: (name: string) => string;
  readonly invitation: (host: string) => string;
  readonly confirmation: string;
  readonly thanks: (room: string) => string;
  readonly presenter: string;
  readonly when: string;
  readonly anyTime: string;
  readonly duration: string;
  readonly host: string;
  readonly about: string;
  readonly token: string;
  readonly password: string;
  readonly dialIn: string;
  readonly pin: string;
  readonly join: string;
  /** Under a link that lets in its owner without a question. */
  readonly personalLink: string;
  readonly calendar: string;
  /** Caption of the thank-you page's link. */
  readonly more: string;
}
