import { inflateSync } from 'node:zlib';

/** The text of a PDF whose fonts carry a ToUnicode table, as pdfkit makes them; pieces in the order of drawing. */
export function textOfPdf(bytes: Uint8Array): string {
  const objects = objectsOf(Buffer.from(bytes));
  const glyphs = fontTables(objects);
  return [...objects.values()].flatMap((object) => textOfContent(object.stream, glyphs)).join('');
}

interface PdfObject {
  readonly head: string;
  readonly stream: string;
}

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const objects = new Map<string, PdfObject>();
  const text = pdf.toString('latin1');
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)endobj/g)) {
    const [head = '', body] = String(match[2]).split(/stream\n/);
    const isDeflated = body !== undefined && head.includes('/FlateDecode') && !/\/Length1|FontFile/.test(head);
    const raw = Buffer.from((body ?? '').replace(/\nendstream\s*$/, ''), 'latin1');
    objects.set(String(match[1]), { head, stream: isDeflated ? inflateSync(raw).toString('latin1') : '' });
  }
  return objects;
}

/** Unicode by glyph for each font resource name (`F1`). */
function fontTables(objects: ReadonlyMap<string, PdfObject>): Map<string, Map<number, string>> {
  const tables = new Map<string, Map<number, string>>();
  for (const { head } of objects.values()) {
    for (const [, name, id] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const font = objects.get(String(id))?.head ?? '';
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(font)?.[1];
      if (unicode !== undefined) tables.set(String(name), glyphTable(objects.get(unicode)?.stream ?? ''));
    }
  }
  return tables;
}

function glyphTable(cmap: string): Map<number, string> {
  const table = new Map<number, string>();
  for (const [, from, list] of cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
    const start = Number.parseInt(String(from), 16);
    [...String(list).matchAll(/<([0-9a-f\s]*)>/gi)].forEach(([, code], index) => {
      const utf16 = Buffer.from(String(code).replace(/\s/g, ''), 'hex').swap16();
      table.set(start + index, utf16.toString('utf16le'));
    });
  }
  return table;
}

function textOfContent(content: string, tables: ReadonlyMap<string, Map<number, string>>): string[] {
  let table: Map<number, string> | undefined;
  const texts: string[] = [];
  for (const [, font, array] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font !== undefined) table = tables.get(font);
    if (array === undefined) continue;
    const codes = [...array.matchAll(/<([0-9a-f]+)>/gi)].map(([, hex]) => String(hex)).join('');
    const glyphs = codes.match(/.{4}/g) ?? [];
    texts.push(`${glyphs.map((hex) => table?.get(Number.parseInt(hex, 16)) ?? '').join('')}\n`);
  }
  return texts;
}
