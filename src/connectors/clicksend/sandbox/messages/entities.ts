import type { ChannelName } from '../collections.ts';

export type MessageStatus =
  | 'Queued'
  | 'Scheduled'
  | 'Completed'
  | 'Sent'
  | 'Failed'
  | 'Cancelled'
  | 'WaitApproval'
  | 'Received';

/** A text message, call or MMS, as it is kept. Times are epoch seconds. */
export interface Message {
  readonly id: number;
  readonly message_id: string;
  readonly direction: 'out' | 'in';
  readonly date: number;
  readonly schedule: number;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly status: MessageStatus;
  readonly status_code: string | null;
  readonly status_text: string | null;
  readonly error_code: string | null;
  readonly error_text: string | null;
  readonly parts: number;
  /** Ten-thousandths of the currency's unit. */
  readonly price: number;
  readonly custom_string: string;
  readonly from_email: string | null;
  readonly list_id: number | null;
  readonly contact_id: number | null;
  readonly user_id: number;
  readonly subaccount_id: number;
  readonly username: string;
  readonly country: string;
  readonly carrier: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly isShared: boolean;
  /** Goes to one of the service's test numbers: free, and without a receipt. */
  readonly isTest: boolean;
  readonly campaign_id: number | null;
  /** What only this channel has, as on the wire. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** When time next changes it, epoch seconds. */
  readonly dueAt: number | null;
}

/** A delivery receipt. */
export interface Receipt {
  readonly id: number;
  readonly channel: ChannelName | 'email' | 'fax';
  readonly message_id: string;
  /** Epoch seconds. */
  readonly timestamp_send: number;
  readonly timestamp: number;
  readonly status_code: string;
  readonly status_text: string;
  readonly error_code: string | null;
  readonly error_text: string | null;
  readonly custom_string: string | null;
  readonly user_id: number;
  readonly subaccount_id: number;
  readonly digits: string | null;
  /** Listed, because a rule polls; until it is marked read. */
  readonly isUnread: boolean;
}

/** A received text message that is polled for. */
export interface Inbound {
  readonly id: number;
  readonly message_id: string;
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly original_body: string | null;
  readonly original_message_id: string | null;
  readonly custom_string: string | null;
  readonly user_id: number;
  readonly subaccount_id: number;
  readonly isUnread: boolean;
}

/** What one login sent on one day by one channel. */
export interface DayTotal {
  /** `2026-11-20:sms:1`. */
  readonly id: string;
  readonly day: string;
  readonly channel: string;
  readonly subaccount_id: number;
  readonly count: number;
  /** Ten-thousandths. */
  readonly price: number;
  readonly inbound: number;
  readonly bounced: number;
}
