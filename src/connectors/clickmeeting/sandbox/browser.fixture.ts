import type { Sandbox } from '../../../sandbox/sandbox.ts';

/** A browser for room pages: keeps its cookie and follows redirects. */
export function createBrowser(sandbox: Sandbox, userAgent = 'test-browser/1.0') {
  let cookie = '';
  const ask = async (
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; text: string; path: string; search: string }> => {
    const headers = new Headers(init.headers);
    headers.set('user-agent', userAgent);
    if (cookie !== '') headers.set('cookie', cookie);
    const url = new URL(path, sandbox.world.origin);
    const response = await sandbox.fetch(new Request(url, { ...init, headers }));
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const location = response.headers.get('location');
    if (location !== null) return ask(location);
    return { status: response.status, text: await response.text(), path: url.pathname, search: url.search };
  };
  return {
    get: (path: string) => ask(path),
    head: (path: string) => ask(path, { method: 'HEAD' }),
    post: (path: string, form: Record<string, string>) =>
      ask(path, {
        method: 'POST',
        body: new URLSearchParams(form).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    raw: ask,
  };
}

/** Where a page says that the visitor is. */
export function stateOf(page: { readonly text: string }): string {
  return /<span class="state">([^<]*)<\/span>/.exec(page.text)?.[1] ?? 'no state';
}
