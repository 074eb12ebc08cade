import type { PollResult } from './poll-entities.ts';

/** The documents that the ClickMeeting sandbox keeps. Times are epoch milliseconds UTC unless the name says otherwise; absent is null, never undefined. */

export type RoomType = 'meeting' | 'webinar';

/** 1 open, 2 password, 3 token. */
export type AccessType = 1 | 2 | 3;

export type RoomStatus = 'active' | 'inactive';

/** Roles of the API; links and autologin hashes carry one of them. */
export const roles = ['listener', 'presenter', 'host', 'moderator', 'guest_speaker'] as const;
export type Role = (typeof roles)[number];

export interface RoomSettings {
  readonly show_on_personal_page: boolean;
  readonly thank_you_emails_enabled: boolean;
  readonly connection_tester_enabled: boolean;
  readonly phonegateway_enabled: boolean;
  readonly recorder_autostart_enabled: boolean;
  readonly room_invite_button_enabled: boolean;
  readonly social_media_sharing_enabled: boolean;
  readonly connection_status_enabled: boolean;
  readonly encryption_enabled: boolean;
  readonly thank_you_page_url: string;
}

/** Collection `rooms`. */
export interface Room {
  readonly id: number;
  /** The account that owns it: its `userId`. A room answers only to its owner's key. */
  readonly accountId: number;
  readonly roomType: RoomType;
  readonly name: string;
  /** Slug; the room's page is `origin/nameUrl`. Unique among rooms, lower case. */
  readonly nameUrl: string;
  /** 9 digits; registration links are `origin/roomPin?r=…`. Unique. */
  readonly roomPin: number;
  readonly accessType: AccessType;
  /** Clear text, as the API shows it; kept whatever the access type. */
  readonly password: string | null;
  readonly lobbyEnabled: boolean;
  readonly lobbyDescription: string | null;
  readonly permanent: boolean;
  /** Null for a permanent room. */
  readonly startsAt: number | null;
  /** Planned length in minutes; only a scheduled room ends by it. */
  readonly durationMinutes: number;
  /** IANA name; every date of the room is shown with its offset. */
  readonly timezone: string;
  readonly skinId: number;
  readonly registrationEnabled: boolean;
  readonly registrationTemplate: 1 | 2 | 3;
  readonly status: RoomStatus;
  readonly settings: RoomSettings;
  /** Set by a control; the API can only read them. */
  readonly paidEnabled: boolean;
  readonly automatedEnabled: boolean;
  /** 9 digits. */
  readonly phonePresenterPin: number;
  /** 9 digits. */
  readonly phoneListenerPin: number;
  /** 6 lower-case alphanumerics. */
  readonly widgetsHash: string;
  /** 24 hex digits by role: the constant part of `access_role_hashes`; 8 digits of the reply's time follow. */
  readonly roleSecrets: Readonly<Record<Role, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the room left the list, after six months of inactivity; null while it is listed. */
  readonly archivedAt: number | null;
}

/** Collection `tokens`. */
export interface Token {
  /** The six characters; unique over the account, so a link needs nothing else. */
  readonly id: string;
  readonly roomId: number;
  /** Order of making; lists are in this order. */
  readonly serial: number;
  readonly sentToEmail: string | null;
  /** Lower case of `sentToEmail`, for look-ups. */
  readonly sentToKey: string | null;
  /** Since when the API shows `sentToEmail`; null while it was sent to nobody. */
  readonly sentShownFrom: number | null;
  /** Set by the first entry. "Single use" means one person at a time: re-entry after leaving works. */
  readonly firstUseAt: number | null;
  readonly createdAt: number;
}

/** Collection `registrations`. */
export interface Registration {
  readonly id: number;
  readonly roomId: number;
  /** Part of the link's `r` value. */
  readonly visitorId: number;
  readonly firstName: string;
  readonly lastName: string;
  /** As given; compare it in lower case. */
  readonly email: string;
  /** Lower case of `email`, for look-ups. */
  readonly emailKey: string;
  /** Further answers by their label, beside the three standard ones. */
  readonly extraFields: Readonly<Record<string, string>>;
  /** The link's opaque value: `origin/roomPin?r=<r>`. */
  readonly r: string;
  readonly registeredAt: number;
  /** Opening the confirmation link sets it. */
  readonly confirmedAt: number | null;
  /** The session that the person attended; null until then. */
  readonly sessionId: number | null;
  /** Language of the confirmation mail. */
  readonly lang: string;
  readonly httpReferer: string | null;
  /** Where the person registered from, the country by two letters; null when a server sent the registration. */
  readonly place: { readonly country: string; readonly city: string } | null;
}

/** Collection `contacts`: one document for an address of an account. */
export interface Contact {
  /** `accountId:address`, the address in lower case. */
  readonly id: string;
  readonly accountId: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string | null;
  readonly company: string | null;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Collection `invitations`: one document for each address invited. */
export interface Invitation {
  readonly id: number;
  readonly roomId: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly template: 'basic' | 'advanced';
  readonly lang: string;
  /** The token that went out with it, for a token room. */
  readonly token: string | null;
  readonly sentAt: number;
}

export type FileStatus = 'waiting_for_conversion' | 'converting' | 'converted' | 'error';

/** Collection `files`; the bytes lie in the store's blobs under `blobKey`. */
export interface LibraryFile {
  readonly id: number;
  readonly accountId: number;
  readonly name: string;
  readonly contentType: string;
  /** `image`, `audio`, `video`, `document`, `presentation_pdf` … as the API names it. */
  readonly documentType: string;
  readonly sizeBytes: number;
  readonly blobKey: string;
  readonly uploadedAt: number;
  /** When conversion began and when it is over; equal for what needs none (images). */
  readonly convertFrom: number;
  readonly convertUntil: number;
  /** Why conversion fails at `convertUntil`; null when it works. */
  readonly conversionError: string | null;
  /** Rooms that the file is attached to. */
  readonly roomIds: readonly number[];
}

/** Collection `sessions`: the time between the first entry of a room and its closing. */
export interface Session {
  readonly id: number;
  readonly roomId: number;
  /** Cut to the minute in answers. */
  readonly startedAt: number;
  /** Null while somebody is inside. */
  readonly endedAt: number | null;
  /** Most people inside at one time. */
  readonly maxVisitors: number;
  /** When the host started the meeting; null before it. */
  readonly startedByHostAt: number | null;
  /** Whether newcomers wait to be admitted although the meeting runs: the lobby was turned on after the start. */
  readonly guarded: boolean;
  /** Since when the recorder runs; null while it is off. */
  readonly recordingSince: number | null;
}

/** Why a visit is over: by oneself, sent away, meeting ended, same browser came as somebody else, room closed, nothing heard. */
export const leaveReasons = ['left', 'removed', 'ended', 'elsewhere', 'closed', 'silent'] as const;
export type LeaveReason = (typeof leaveReasons)[number];

/** Collection `visits`: one person in one room, from entering the lobby or the room to leaving. */
export interface Visit {
  /** `attendees[].id` of a session; `uid`, as text, of its attendee list. */
  readonly id: number;
  readonly roomId: number;
  /** Null while the person has only waited in the lobby. */
  readonly sessionId: number | null;
  readonly state: 'lobby' | 'inside' | 'left';
  readonly role: Role;
  /** The role of the link or form; `role` differs when a host changed it. */
  readonly cameAs: Role;
  readonly nickname: string;
  readonly email: string;
  /** User agent. */
  readonly device: string;
  readonly userIp: string;
  readonly city: string;
  /** ISO 3166-1 alpha-3. */
  readonly countryIso3: string;
  /** The browser that made the visit: value of the page's cookie. */
  readonly visitorKey: string;
  readonly token: string | null;
  readonly registrationId: number | null;
  /** When the person came to the page. */
  readonly arrivedAt: number;
  /** When the person came inside. */
  readonly enteredAt: number | null;
  /** Last sign of life; a silent visit ends by itself. */
  readonly lastSeenAt: number;
  readonly leftAt: number | null;
  readonly leftBecause: LeaveReason | null;
  /** Whether its page has ever held a WebSocket: such a visit ends soon after the last one is gone. */
  readonly isLive: boolean;
  /** Null while the hand is down. */
  readonly handRaisedAt: number | null;
  /** Whether a host sent the person away: the browser stays out until the session is over. */
  readonly removed: boolean;
  /** 1 to 5. */
  readonly rating: number | null;
  readonly ratingComment: string | null;
  readonly polls: readonly PollResult[];
}

/** Collection `chatMessages`. */
export interface ChatMessage {
  readonly id: number;
  readonly roomId: number;
  readonly sessionId: number;
  readonly sentAt: number;
  readonly email: string;
  readonly nickname: string;
  /** The role in which it was said. */
  readonly role: Role;
  readonly text: string;
}

/** Collection `recordings`. */
export interface Recording {
  readonly id: number;
  readonly roomId: number;
  readonly sessionId: number | null;
  readonly name: string;
  readonly startedAt: number;
  readonly durationSeconds: number;
  readonly sizeBytes: number;
}

export type ReportLanguage = 'en' | 'pl' | 'ru' | 'de' | 'es';

/** Collection `reports`: a PDF report that was asked for. */
export interface Report {
  /** `sessionId:lang`. */
  readonly id: string;
  readonly roomId: number;
  readonly sessionId: number;
  readonly lang: ReportLanguage;
  readonly requestedAt: number;
  readonly status: 'NEW' | 'IN_PROGRESS' | 'FINISHED' | 'FAILED';
  /** 0 to 100. */
  readonly progress: number;
  /** Whether it ends as FAILED. */
  readonly fails: boolean;
  /** Last part of the download address, 6 characters. */
  readonly code: string;
  /** Null until FINISHED. */
  readonly blobKey: string | null;
}
