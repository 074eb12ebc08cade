import { encodePng } from '../files/png.ts';

/** A square of 64 pixels with a ring on it: a PNG that every viewer shows. */
export function demoPng(): Uint8Array {
  const size = 64;
  const pixels = Array.from({ length: size * size }, (_, index) => {
    const distance = Math.hypot((index % size) - size / 2 + 0.5, Math.floor(index / size) - size / 2 + 0.5);
    return distance > 14 && distance < 24 ? [255, 255, 255] : [14, 116, 144];
  });
  return encodePng({ width: size, height: size, channels: 3, pixels: Uint8Array.from(pixels.flat()) });
}

/** A PDF of one page with these lines, in Helvetica; ASCII without brackets and backslashes. */
export function demoPdf(lines: readonly string[]): Uint8Array {
  const text = lines.map((line) => `(${line}) Tj T*`).join('\n');
  const content = `BT /F1 18 Tf 24 TL 72 760 Td\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  const table = `xref\n0 ${count}\n0000000000 65535 f \n${rows}`;
  const trailer = `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + trailer, 'latin1');
}
