/** One device of a person; an identity that came through the API alone has one without a platform. */
export interface Device {
  readonly objectId: string;
  readonly platform?: string;
  readonly osVersion?: string;
  readonly appVersion?: string;
  readonly make?: string;
  readonly model?: string;
  readonly pushToken?: string;
  readonly tokenType?: string;
}

/** A person. */
export interface Profile {
  readonly id: number;
  /** The object id that the person was first known by. */
  readonly objectId: string;
  readonly identities: readonly string[];
  readonly fbIds: readonly string[];
  readonly gpIds: readonly string[];
  /** For finding: the values of the properties of these names, lower-case and with digits alone. */
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  /** Properties by the names they were uploaded with, reserved ones among them. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly devices: readonly Device[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** A profile that went: into another, or for good when `into` is 0. */
export interface GoneProfile {
  readonly id: number;
  readonly into: number;
  /** What it was, so that a merge can be taken back. */
  readonly profile?: Profile;
}

/** By what a person is found: `i:` identity, `o:` object id, `f:` and `g:` social ids, `e:` e-mail address. */
export interface Key {
  readonly id: string;
  readonly profile: number;
}
