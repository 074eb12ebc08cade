import type { ChannelName } from '../collections.ts';

export type CampaignStatus = 'Queued' | 'Scheduled' | 'Sending' | 'Sent' | 'Cancelled' | 'Draft';

/** A message to a whole list. */
export interface Campaign {
  readonly id: number;
  readonly channel: Exclude<ChannelName, 'voice'> | 'email';
  readonly status: CampaignStatus;
  readonly list_id: number;
  readonly name: string;
  readonly body: string;
  /** Epoch seconds; 0 is at once. */
  readonly schedule: number;
  readonly date_added: number;
  readonly user_id: number;
  readonly subaccount_id: number;
  readonly username: string;
  /** Recipients, once it was sent. */
  readonly total: number;
  /** What only this channel has, as on the wire. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Epoch seconds. */
  readonly dueAt: number | null;
}
