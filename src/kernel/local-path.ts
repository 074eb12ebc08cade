/** The path when it leads to this gateway alone; `/` for whatever could lead elsewhere. */
export function localPath(path: string | undefined): string {
  // Browsers read a backslash as a slash and drop line breaks, so `/\evil` would be another host.
  if (path === undefined || path.length > 2000 || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path)) return '/';
  return path;
}
