/** An account of the service: who pays. Names are those of the wire. */
export interface Account {
  /** `user_id`. */
  readonly id: number;
  readonly username: string;
  readonly password: string;
  readonly user_email: string;
  readonly user_phone: string;
  readonly user_first_name: string;
  readonly user_last_name: string;
  readonly account_name: string;
  readonly country: string;
  readonly timezone: string;
  /** Millionths of the currency's unit. */
  readonly balanceMicros: number;
  readonly currency: string;
  readonly active: 0 | 1;
  readonly banned: 0 | 1;
  /** Longest text message, in parts. */
  readonly setting_sms_message_char_limit: number;
  readonly private_uploads: number;
  readonly setting_sms_hide_business_name: number;
  readonly setting_sms_hide_your_number: number;
  /** Countries to which nothing may be sent. */
  readonly blockedCountries: readonly string[];
}

/** A login of an account; each account has one of its own. */
export interface Subaccount {
  /** `subaccount_id`. */
  readonly id: number;
  readonly user_id: number;
  readonly api_username: string;
  readonly password: string;
  readonly api_key: string;
  readonly email: string;
  readonly phone_number: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly notes: string | null;
  readonly share_campaigns: number;
  readonly access_users: number;
  readonly access_billing: number;
  readonly access_reporting: number;
  readonly access_contacts: number;
  readonly access_settings: number;
}
