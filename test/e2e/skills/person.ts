import type { Browser } from 'playwright-core';
import { executablePath, launchChromium } from '../../support/chromium.ts';
import { codeIn, decide, sendForm } from '../login.fixture.ts';

/** Who sits at the browser. */
export interface Person {
  /** Approves a login and reads the code that the page then shows. */
  approve(url: string): Promise<string>;
  /** Approves a login that a terminal on this machine waits for, and reads where the browser ends up. */
  approveHere(url: string): Promise<string>;
  /** Approves such a login, but asks for a code to type. */
  approveForCode(url: string): Promise<string>;
  /** Enters an API key on a connect page and gives the heading that answers. */
  enterKey(url: string, key: string): Promise<string>;
  /** What a page says. */
  read(url: string): Promise<string>;
  leave(): Promise<void>;
}

/** A person with Chromium; where there is none, one who reads and sends the forms by hand. */
export async function aPerson(): Promise<Person> {
  if (executablePath === undefined) return withoutBrowser;
  return withBrowser(await launchChromium());
}

function withBrowser(browser: Browser): Person {
  const open = async (url: string) => {
    // A person's own browser: nothing is left of the visit before.
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(url);
    return { page, close: () => context.close() };
  };
  const shownCode = async (url: string, button: string | RegExp) => {
    const { page, close } = await open(url);
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('heading', { name: 'Approved' }).waitFor();
    const code = await page.locator('.code').innerText();
    await close();
    return code;
  };
  return {
    approve: (url) => shownCode(url, 'Approve'),
    approveForCode: (url) => shownCode(url, /code/i),
    async approveHere(url) {
      const { page, close } = await open(url);
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.waitForURL(/\/callback\?/);
      const text = await page.locator('body').innerText();
      await close();
      return text;
    },
    async enterKey(url, key) {
      const { page, close } = await open(url);
      await page.getByLabel('API key').fill(key);
      await page.getByRole('button', { name: 'Connect' }).click();
      const heading = page.getByRole('heading', { name: 'is connected' });
      await heading.waitFor();
      const text = await heading.innerText();
      await close();
      return text;
    },
    async read(url) {
      const { page, close } = await open(url);
      const text = await page.locator('body').innerText();
      await close();
      return text;
    },
    leave: () => browser.close(),
  };
}

const textOf = (html: string) => html.replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, '');
const plain = async (answer: Response) => textOf(await answer.text());

const withoutBrowser: Person = {
  approve: async (url) => codeIn((await decide(url, 'approve')).html),
  approveForCode: async (url) => codeIn((await decide(url, 'code')).html),
  approveHere: async (url) => plain(await fetch((await decide(url, 'approve')).location ?? '')),
  async enterKey(url, apiKey) {
    const { html, location } = await sendForm(url, { apiKey });
    return location === null ? textOf(html) : plain(await fetch(new URL(location, url)));
  },
  read: async (url) => plain(await fetch(url)),
  leave: async () => {},
};
