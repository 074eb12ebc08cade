/** Where every app sends the browser back to after a sign-in; registered there to the letter. */
export function callbackUriAt(publicUrl: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/oauth/callback`;
}
