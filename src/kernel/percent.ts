/** The text behind percent-encoding; undefined when it is not well encoded. */
export function percentDecode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Malformed: what that means is for the caller to say.
    return undefined;
  }
}

/** The same for names that strangers give: what is not well encoded stands for itself. */
export function percentDecoded(text: string): string {
  return percentDecode(text) ?? text;
}
