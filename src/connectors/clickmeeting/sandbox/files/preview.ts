import { html, raw } from 'hono/html';
import type { LibraryFile } from '../entities.ts';

/** Text files show their first lines; a page has room for so many. */
const most = { lines: 11, characters: 34 };

const colors: Readonly<Record<string, string>> = {
  presentation_pdf: '#b91c1c',
  presentation: '#c2410c',
  document: '#1d4ed8',
  audio: '#7c3aed',
  video: '#0f766e',
};

function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes.subarray(0, 4096)).split('\n').slice(0, most.lines);
}

/** What XML cannot hold makes the whole picture unreadable, even when it is escaped. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ');
}

function cut(text: string, length: number): string {
  const characters = [...printable(text)];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : characters.join('');
}

/** Grey lines in place of what only a real converter could draw. */
const dummyText = [0, 1, 2, 3, 4, 5]
  .map((line) => `<rect x="48" y="${34 + line * 13}" width="${line % 3 === 2 ? 84 : 144}" height="5" fill="#e2e8f0"/>`)
  .join('');

const playSign = '<path d="M108 50v48l40-24z" fill="#94a3b8"/>';
const noteSign = '<path d="M112 100V54l32-8v44" fill="none" stroke="#94a3b8" stroke-width="6"/>';

function drawing({ documentType, contentType }: LibraryFile, bytes: Uint8Array) {
  if (documentType === 'video') return raw(playSign);
  if (documentType === 'audio') return raw(noteSign);
  if (contentType !== 'text/plain') return raw(dummyText);
  return linesOf(bytes).map(
    (line, index) =>
      html`<text x="44" y="${30 + index * 9}" font-size="7" fill="#334155">${cut(line, most.characters)}</text>`,
  );
}

/** A page that stands for a file that is no picture, as SVG: what kind it is, its name, and a text file's first lines. */
export function previewPage(file: LibraryFile, bytes: Uint8Array): string {
  const ending = cut(/\.([^.]+)$/.exec(file.name)?.[1] ?? file.documentType, 7).toUpperCase();
  return `${html`<svg xmlns="http://www.w3.org/2000/svg" width="240" height="180" viewBox="0 0 240 180" font-family="sans-serif">
<rect width="240" height="180" fill="#f1f5f9"/>
<path d="M32 12h152l24 24v112H32z" fill="#ffffff" stroke="#cbd5e1"/><path d="M184 12v24h24z" fill="#cbd5e1"/>
${drawing(file, bytes)}
<rect x="32" y="122" width="60" height="20" fill="${colors[file.documentType] ?? '#475569'}"/>
<text x="62" y="136" font-size="11" font-weight="bold" fill="#ffffff" text-anchor="middle">${ending}</text>
<text x="120" y="167" font-size="11" fill="#0f172a" text-anchor="middle">${cut(file.name, 36)}</text>
</svg>`}`;
}
