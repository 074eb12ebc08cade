import type { CredentialField } from '../connector.ts';

/** One way to authenticate, as the connect page offers it. */
export interface ConnectOption {
  readonly key: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, CredentialField>>;
}

/** What the connect page shows. */
export interface ConnectPage {
  readonly appName: string;
  readonly appDescription: string;
  readonly credentialsHelp?: string;
  readonly connectionName: string;
  readonly tenantKey: string;
  readonly options: readonly ConnectOption[];
  readonly isConnected: boolean;
  /** Why it does not work at present. */
  readonly error?: string;
}

/** What the connect page may do; the link's token is the only key to it. */
export interface ConnectPort {
  /** Address under which people reach the pages; forms come from its origin. */
  publicUrl(): string;
  /** Errors: `not_found` for an unknown, used or expired link, all alike. */
  open(linkToken: string): Promise<ConnectPage>;
  /** Checks the credentials with the app and accepts them; the link is used up. Errors: `not_found`; `bad_request` with what to correct. */
  submit(linkToken: string, optionKey: string, input: Readonly<Record<string, string>>): Promise<ConnectPage>;
}
