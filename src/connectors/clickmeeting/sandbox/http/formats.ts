/** Formats that an address can end with; JSON without an ending. */
export const formats = {
  json: { contentType: 'application/json', write: writeJson },
  xml: { contentType: 'application/xml; charset=utf-8', write: writeXml },
  js: { contentType: 'application/javascript; charset=utf-8', write: writeJson },
  php: { contentType: 'application/vnd.php.serialized; charset=utf-8', write: writePhp },
  printr: { contentType: 'text/plain; charset=utf-8', write: (body: unknown) => writePrintR(body, 0) },
} as const satisfies Record<string, { contentType: string; write(body: unknown): string }>;

export type Format = keyof typeof formats;

/** The value without a format ending, and the format it asked for. */
export function splitFormat(text: string): { readonly text: string; readonly format: Format | undefined } {
  const match = /^(.*)\.(json|xml|js|php|printr)$/i.exec(text);
  if (match === null) return { text, format: undefined };
  const name = String(match[2]).toLowerCase();
  return { text: String(match[1]), format: isFormat(name) ? name : undefined };
}

function isFormat(name: string): name is Format {
  return Object.hasOwn(formats, name);
}

/** Half of a character (of an emoji that a message cut) becomes U+FFFD, as in the other formats: PHP cannot read a JSON text with one. */
function writeJson(body: unknown): string {
  const text = JSON.stringify(body);
  if (!text.includes('\\ud')) return text;
  return text.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) => (found === '\\\\' ? found : '\ufffd'));
}

const entriesOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, item]) => item !== undefined);

const xmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser turns these into a line feed or a space where they stand bare.
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

function xmlText(text: string, special: RegExp): string {
  // XML 1.0 has no way to write these characters, not even escaped.
  const legal = text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
  return legal.replace(special, (character) => xmlEscapes[character] ?? character);
}

/** Items of a list are `item`; a name that XML does not take, such as `First Name` or `1`, becomes `<item key="…">`. */
function xmlElement(name: string, value: unknown): string {
  const isName = /^[A-Za-z_][\w.-]*$/.test(name);
  const tag = isName ? name : 'item';
  const open = isName ? tag : `item key="${xmlText(name, /[&<>"\r\n\t]/g)}"`;
  const inner = xmlContent(value);
  return inner === '' ? `<${open}/>` : `<${open}>${inner}</${tag}>`;
}

function xmlContent(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => xmlElement('item', item)).join('');
  if (typeof value !== 'object') return xmlText(String(value), /[&<>"\r]/g);
  return entriesOf(value)
    .map(([name, item]) => xmlElement(name, item))
    .join('');
}

function writeXml(body: unknown): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('response', body)}\n`;
}

function phpArray(entries: readonly (readonly [string | number, unknown])[]): string {
  return `a:${entries.length}:{${entries.map(([key, item]) => writePhp(key) + writePhp(item)).join('')}}`;
}

/** PHP writes 1.0E+21 where JavaScript writes 1e+21. */
function phpFloat(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent}`;
}

/** A key that looks like a whole number is one in PHP. */
function phpKey(key: string): string | number {
  return /^(0|-?[1-9]\d{0,14})$/.test(key) ? Number(key) : key;
}

/** PHP's `serialize()`. */
function writePhp(value: unknown): string {
  if (value === null || value === undefined) return 'N;';
  if (typeof value === 'boolean') return `b:${value ? 1 : 0};`;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? `i:${value};` : `d:${phpFloat(value)};`;
  if (Array.isArray(value)) return phpArray(value.map((item, index) => [index, item] as const));
  if (typeof value === 'object') return phpArray(entriesOf(value).map(([key, item]) => [phpKey(key), item] as const));
  const text = String(value);
  return `s:${Buffer.byteLength(text)}:"${text}";`;
}

/** PHP's `print_r()`. */
function writePrintR(value: unknown, depth: number): string {
  if (value === null || value === undefined || value === false) return '';
  if (value === true) return '1';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : phpFloat(value);
  if (typeof value !== 'object') return String(value);
  const indent = ' '.repeat(depth * 8);
  const lines = entriesOf(value).map(([key, item]) => `${indent}    [${key}] => ${writePrintR(item, depth + 1)}\n`);
  return `Array\n${indent}(\n${lines.join('')}${indent})\n`;
}
