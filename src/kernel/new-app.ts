const prefix = 'new:';

/** The id by which a search names an app that nothing here knows. */
export function newAppId(key: string): string {
  return prefix + key;
}

/** What was searched for, read from such an id: a host, or words; undefined for any other id. */
export function newAppName(id: string): string | undefined {
  if (!id.startsWith(prefix)) return undefined;
  const key = id
    .slice(prefix.length)
    .replace(/\p{Cc}/gu, '')
    .trim();
  if (key === '') return undefined;
  return key.includes('.') ? key : key.replaceAll('-', ' ');
}
