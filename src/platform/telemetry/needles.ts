/** Every spelling in which a secret value could show up in a text: as it is, in base64, URL-encoded, escaped for JSON. */
export function spellings(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const encoded = encodeURIComponentSafely(value);
  const found = new Set<string>([
    value,
    encoded,
    encoded.replaceAll('%20', '+'),
    encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    new URLSearchParams({ v: value }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ]);
  for (const shift of [0, 1, 2]) for (const core of base64Cores(bytes, shift)) found.add(core);
  return [...found].filter((text) => text.length >= minSecretLength).sort((a, b) => b.length - a.length);
}

/** Shorter values are left alone: replacing every `1` or `abc` would ruin each record and hide nothing. */
export const minSecretLength = 4;

/** The part of the base64 of `…value…` that does not depend on what stands around it, as in `Basic base64(user:secret)`. */
function base64Cores(bytes: Buffer, shift: number): string[] {
  const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
  const whole = padded.length - (padded.length % 3);
  const skip = shift === 0 ? 0 : 4;
  const text = padded.subarray(0, whole).toString('base64').slice(skip);
  // Under eight characters a core says too little about the secret and matches too much else.
  if (text.length < 8) return [];
  return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
}

function encodeURIComponentSafely(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    // A lone surrogate has no URL encoding.
    return value;
  }
}
