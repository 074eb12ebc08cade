interface Address {
  readonly email: string;
  readonly name: string;
}

/** A transactional e-mail, or one of a campaign. */
export interface EmailMessage {
  readonly id: number;
  readonly message_id: string;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
  readonly from_email_address_id: number;
  readonly from_name: string;
  readonly from_address: string;
  readonly subject: string;
  readonly body: string;
  /** Names and types of what is attached. */
  readonly attachments: readonly { readonly file_name: string; readonly content_type: string; readonly file: string }[];
  readonly status: 'Queued' | 'Scheduled' | 'Sent' | 'Cancelled';
  /** Epoch seconds. */
  readonly schedule: number;
  readonly date_added: number;
  /** Ten-thousandths. */
  readonly price: number;
  readonly user_id: number;
  readonly subaccount_id: number;
  readonly campaign_id: number | null;
  readonly contact_id: number | null;
  /** Epoch seconds. */
  readonly dueAt: number | null;
}
