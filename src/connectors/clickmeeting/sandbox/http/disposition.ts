/** The value of `Content-Disposition` for a file to save; a name beyond ASCII is given twice, as RFC 6266 has it. */
export function attachment(filename: string): string {
  const ascii = filename.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const plain = `attachment; filename="${ascii}"`;
  // encodeURIComponent leaves characters alone that the header's grammar does not allow.
  const encoded = encodeURIComponent(filename).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  return ascii === filename ? plain : `${plain}; filename*=UTF-8''${encoded}`;
}
