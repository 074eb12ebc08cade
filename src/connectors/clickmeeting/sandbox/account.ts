/** An account, or a sub-account of one: each has its own key and sees only its own rooms, files and contacts. */
export interface Account {
  /** Part of the embed address. */
  readonly userId: number;
  readonly apiKey: string;
  readonly owner: { readonly email: string; readonly name: string };
  readonly timezone: string;
}

/** The main account of the sandbox. */
export const account: Account = {
  apiKey: 'us6a1f0c2d9b8e7f5a4c3d2e1f0a9b8c7d6e5f4a3b',
  userId: 1698,
  owner: { email: 'host@example.com', name: 'Porin Demo' },
  timezone: 'Europe/Warsaw',
};

/** Its sub-account. */
export const subAccount: Account = {
  apiKey: 'us0b9a8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b',
  userId: 1699,
  owner: { email: 'training@example.com', name: 'Porin Training' },
  timezone: 'America/New_York',
};

export const accounts: readonly Account[] = [account, subAccount];

/** The account that owns a room, file or contact. */
export function accountOf({ accountId }: { readonly accountId: number }): Account {
  return accounts.find(({ userId }) => userId === accountId) ?? account;
}
