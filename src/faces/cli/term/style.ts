import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Paints text for one stream; plain when the stream takes no colour. */
export interface Style {
  readonly color: boolean;
  paint(format: Format, text: string): string;
}

/** The style of a stream: colour only where a person looks and nobody declined it (`NO_COLOR`, `TERM=dumb`, `--no-color`). */
export function styleFor(options: {
  isTty: boolean;
  env: Readonly<Record<string, string | undefined>>;
  color?: boolean;
}): Style {
  const { env } = options;
  const declined = options.color === false || Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  const color = !declined && (options.isTty || Boolean(env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0'));
  return { color, paint: (format, text) => (color ? styleText(format, text, { validateStream: false }) : text) };
}

const stateFormats: Readonly<Record<string, Format>> = {
  READY: 'green',
  success: 'green',
  BUILDING: 'yellow',
  running: 'yellow',
  pending: 'yellow',
  CLIENT_ACTION_REQUIRED: 'yellow',
  unknown: 'yellow',
  write: 'yellow',
  DISCONNECTING: 'gray',
  cancelled: 'gray',
  expired: 'gray',
  read: 'gray',
  CONFIGURATION_ERROR: 'red',
  SETUP_FAILED: 'red',
  error: 'red',
  destroy: 'red',
};

/** The colour of a state word, or undefined for any other text. */
export function stateFormat(word: string): Format | undefined {
  return Object.hasOwn(stateFormats, word) ? stateFormats[word] : undefined;
}

/** The colour of an HTTP status, or undefined for what is none. */
export function httpStatusFormat(status: string): Format | undefined {
  if (!/^[1-5]\d\d$/.test(status)) return undefined;
  return status >= '500' ? 'red' : status >= '400' ? 'yellow' : 'green';
}
