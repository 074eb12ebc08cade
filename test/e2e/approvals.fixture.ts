import type { TestGateway } from './gateway.ts';

/** A browser without script: it keeps its cookies and sends the forms that it was shown. */
export function plainBrowser({ url }: Pick<TestGateway, 'url'>) {
  const cookies = new Map<string, string>();
  async function go(path: string, init: RequestInit = {}): Promise<{ response: Response; text: string }> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, url), {
      redirect: 'manual',
      ...init,
      headers: { cookie, ...init.headers },
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { response, text: await response.text() };
  }
  /** Opens a page and sends its form with this button. */
  async function press(path: string, fields: Readonly<Record<string, string>> = {}) {
    const { text } = await go(path);
    const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? '';
    return go(path, { method: 'POST', body: new URLSearchParams({ form, ...fields }) });
  }
  return { go, press };
}

/** One that is signed in as the owner, by the link of the machine. */
export async function ownerBrowser(gateway: TestGateway) {
  const browser = plainBrowser(gateway);
  const { body } = await gateway.call('POST /owner-link', { body: {} });
  await browser.press(new URL(body.url).pathname);
  return browser;
}
