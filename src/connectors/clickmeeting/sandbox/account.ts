/** The one account of the sandbox. */
export const account = {
  apiKey: 'us6a1f0c2d9b8e7f5a4c3d2e1f0a9b8c7d6e5f4a3b',
  /** Part of the embed address. */
  userId: 1698,
  owner: { email: 'host@example.com', name: 'Porin Demo' },
  timezone: 'Europe/Warsaw',
  plan: {
    /** Attendees per room. */
    maxAttendees: 100,
    /** "The maximum number of tokens for a single event is equal to the fourfold of maximum attendees." */
    tokensPerAttendee: 4,
    /** Scheduled rooms that may overlap. */
    maxParallelEvents: 10,
  },
} as const;
