import { z } from 'zod';

const text = z.string().trim().min(1);
const flag = z
  .union([
    z.boolean(),
    z.enum(['true', 'false', '1', '0', 'yes', 'no']).transform((word) => ['true', '1', 'yes'].includes(word)),
  ])
  .describe('true or false');
// Coercion alone would read nothing, true and 0x10 as numbers.
const whole = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)], { error: 'expected a whole number' });
const port = whole.pipe(z.int().min(0).max(65_535));

const webAddress = z.url({ protocol: /^https?$/, message: 'expected http://… or https://…' });

const hazardWords = z
  .string()
  .trim()
  .regex(
    /^(none|(destroy|charged|write)(\s*,\s*(destroy|charged|write))*)$/,
    'expected destroy, charged, write or none',
  );

interface Setting<T extends z.ZodType> {
  readonly schema: T;
  readonly description: string;
  readonly default?: z.output<T>;
  /** Shown as `[hidden]`. */
  readonly secret?: true;
  /** Flag of `porin up`. */
  readonly flag?: string;
}

const setting = <T extends z.ZodType>(definition: Setting<T>): Setting<T> => definition;

/**
 * Every setting, once: flags, the environment (`PORIN_` and the name in capitals), the configuration file and the docs come from here.
 * Precedence: flag, environment, file, default.
 */
export const settings = {
  host: setting({ schema: text, default: '127.0.0.1', flag: '--host', description: 'Address to listen on' }),
  port: setting({
    schema: port,
    default: 4710,
    flag: '--port',
    description: 'Port of the gateway; 0 takes a free one',
  }),
  data: setting({ schema: text, flag: '--data', description: 'Data directory: database, vault key, sandboxes, files' }),
  apps: setting({
    schema: z.enum(['live', 'sandbox']),
    default: 'live',
    flag: '--apps',
    description: 'Where new connections of known apps go: to the app, or to its sandbox on this machine',
  }),
  sandbox: setting({ schema: flag, default: true, flag: '--no-sandbox', description: 'Start the sandboxes' }),
  sandboxPortBase: setting({
    schema: port,
    default: 4711,
    flag: '--sandbox-port-base',
    description: 'Port of the first sandbox, the others follow; 0 takes free ones',
  }),
  sandboxHosts: setting({
    schema: z
      .string()
      .regex(
        /^\s*([\w.-]+|\[[\da-fA-F:]+\])?(\s*,\s*([\w.-]+|\[[\da-fA-F:]+\]))*\s*$/,
        'expected host names without ports',
      ),
    default: '',
    description:
      "Host names that the sandboxes answer for besides this machine's own, separated by commas, such as host.docker.internal; none when empty",
  }),
  ephemeral: setting({
    schema: flag,
    default: false,
    flag: '--ephemeral',
    description: 'Keep everything in memory; nothing is left when it stops',
  }),
  databaseUrl: setting({
    schema: z.string().regex(/^(postgres(ql)?|sqlite):/, 'expected postgres://… or sqlite:/path'),
    secret: true,
    description: 'Database; a SQLite file in the data directory when absent',
  }),
  publicUrl: setting({
    schema: webAddress,
    description: 'Address under which people and clients reach the gateway, when it is not the one it listens on',
  }),
  tlsCert: setting({
    schema: text,
    description: 'PEM file of the certificate; with tlsKey the gateway speaks https itself',
  }),
  tlsKey: setting({ schema: text, description: "PEM file of the certificate's private key" }),
  trustedProxies: setting({
    schema: z.string(),
    default: '',
    description:
      'Proxies whose X-Forwarded-For and -Proto are believed: loopback, addresses and ranges, separated by commas; none when empty',
  }),
  ownerPassword: setting({
    schema: text,
    secret: true,
    description: 'Password of the first owner, who signs in as owner; without effect once an owner can sign in',
  }),
  vaultKey: setting({
    schema: text,
    secret: true,
    description: 'Master key of the vault, 32 bytes in base64; a key file in the data directory when absent',
  }),
  vaultKeyPrevious: setting({
    schema: text,
    secret: true,
    description: 'Master keys that may still wrap credentials, separated by commas',
  }),
  vaultKeyFile: setting({ schema: text, description: 'Where the key file lies, when not in the data directory' }),
  egressAllowCidrs: setting({
    schema: z.string(),
    default: '',
    description: 'Private address ranges that connectors may reach, separated by commas; none when empty',
  }),
  appBaseUrls: setting({
    schema: z.union(
      [z.string().transform(parseRecord).pipe(z.record(z.string(), webAddress)), z.record(z.string(), webAddress)],
      { error: 'expected a JSON object of http addresses by app' },
    ),
    default: {},
    description: "Base URLs in place of the connectors' own, as JSON by app",
  }),
  maxBodyBytes: setting({
    schema: whole.pipe(z.int().min(1024)),
    default: 10 * 1024 * 1024,
    description: 'Largest request body, in bytes',
  }),
  maxFileBytes: setting({
    schema: whole.pipe(z.int().min(1024)),
    default: 1024 * 1024 * 1024,
    description: 'Largest file that is kept for a run, in bytes',
  }),
  tenantRequestsPerMinute: setting({
    schema: whole.pipe(z.int().min(0)),
    default: 12_000,
    description: 'Requests that one tenant may make in a minute, on each node; 0 sets no limit',
  }),
  connectionRequestsPerMinute: setting({
    schema: whole.pipe(z.int().min(0)),
    default: 6000,
    description: 'Runs and raw requests on one connection in a minute, on each node; 0 sets no limit',
  }),
  runRetentionDays: setting({
    schema: whole.pipe(z.int().min(0)),
    default: 30,
    description: 'Days that ended runs, and the log of requests to apps, are kept; 0 keeps them for ever',
  }),
  confirmActions: setting({
    schema: hazardWords,
    default: 'destroy,charged',
    description:
      'Runs that the user of an agent confirms before they begin (MCP): destroy, charged, write (any change), separated by commas, or none',
  }),
  approveActions: setting({
    schema: hazardWords,
    default: 'none',
    description:
      'Runs that a person approves on a page of the gateway before they begin, whoever asks: the same words, or none',
  }),
  codeTimeoutMs: setting({
    schema: whole.pipe(z.int().min(100)),
    default: 30_000,
    description: 'Longest that the code of an action may take, in milliseconds, its requests included',
  }),
  codeMemoryMb: setting({
    schema: whole.pipe(z.int().min(4).max(1024)),
    default: 32,
    description: 'Most memory that the code of an action may take, in MB',
  }),
  embeddingsUrl: setting({
    schema: webAddress,
    description:
      'Endpoint of a model whose vectors help to rank actions: of the form of OpenAI (…/v1/embeddings) or Ollama (…/api/embed); it gets the texts of actions and what people search for, and without it nothing is sent',
  }),
  embeddingsModel: setting({ schema: text, description: 'Name of the model at embeddingsUrl' }),
  embeddingsKey: setting({
    schema: text,
    secret: true,
    description: 'Bearer token for embeddingsUrl, if it wants one',
  }),
  smtpUrl: setting({
    schema: z.url({ protocol: /^smtps?$/ }),
    secret: true,
    description: "Mail server that also delivers the sandboxes' messages",
  }),
  logLevel: setting({
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    default: 'warn',
    description: 'Least severe event that is logged',
  }),
} satisfies Record<string, Setting<z.ZodType>>;

export type SettingName = keyof typeof settings;

type Value<N extends SettingName> = z.output<(typeof settings)[N]['schema']>;
type Optional =
  | 'databaseUrl'
  | 'publicUrl'
  | 'tlsCert'
  | 'tlsKey'
  | 'ownerPassword'
  | 'vaultKey'
  | 'vaultKeyPrevious'
  | 'vaultKeyFile'
  | 'smtpUrl'
  | 'embeddingsUrl'
  | 'embeddingsModel'
  | 'embeddingsKey';

/** The settings in force. */
export type Config = { readonly [N in Exclude<SettingName, Optional>]: Value<N> } & {
  readonly [N in Optional]?: Value<N>;
};

/** `sandboxPortBase` → `PORIN_SANDBOX_PORT_BASE`. */
export function environmentName(name: string): string {
  return `PORIN_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function parseRecord(text: string, context: z.core.$RefinementCtx<string>): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    context.issues.push({
      code: 'custom',
      input: text,
      message: `expected a JSON object: ${error instanceof Error ? error.message : String(error)}`,
    });
    return z.NEVER;
  }
}
