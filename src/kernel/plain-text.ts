/** Text from elsewhere as one line of data: no control, direction or tag characters, and not without end. */
export function plainText(text: string, maxLength: number): string {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}\u{e0000}-\u{e007f}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > maxLength ? `${plain.slice(0, maxLength)}…` : plain;
}
