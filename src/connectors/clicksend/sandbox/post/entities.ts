/** A letter, a postcard or a direct mail campaign. */
export interface PostItem {
  readonly id: number;
  readonly kind: 'letter' | 'postcard' | 'direct-mail';
  readonly message_id: string;
  readonly status: string;
  /** Ten-thousandths. */
  readonly price: number;
  /** Epoch seconds. */
  readonly schedule: number;
  readonly date_added: number;
  readonly user_id: number;
  readonly subaccount_id: number;
  /** Fields as on the wire. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Epoch seconds. */
  readonly dueAt: number | null;
}
