import { plainText } from '../../kernel/plain-text.ts';

/** Somebody's words as one line of Markdown in which nothing is markup: no links, no code, no table cells of its own. */
export function proseOf(text: string, maxLength: number): string {
  return plainText(text, maxLength)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~#$]/g, (sign) => `\\${sign}`);
}

/** The same words where Markdown is not read: in the front matter and in answers. */
export function lineOf(text: string, maxLength: number): string {
  return plainText(text, maxLength).replaceAll('<', '‹').replaceAll('>', '›');
}

/** An http address that stays one word in a shell's double quotes and in Markdown; undefined for any other. */
export function addressOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  // An address with a password in it is nobody's business.
  url.username = '';
  url.password = '';
  const { href } = url;
  if (href.length > 300) return undefined;
  return href.replace(/["$`\\!'()<>|*\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A key as code in Markdown; undefined for one that a shell or a table would take apart. */
export function codeOf(key: string): string | undefined {
  return /^[\w.:-]{1,120}$/.test(key) ? key : undefined;
}
