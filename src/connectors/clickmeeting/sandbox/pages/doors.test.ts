import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executablePath, launchChromium } from '../../../../../test/support/chromium.ts';
import { enter, openHouse, startSite } from './chromium.fixture.ts';

let browser: Browser;
beforeAll(async () => {
  if (executablePath !== undefined) browser = await launchChromium();
});
afterAll(() => browser?.close());

const anna = { name: 'Anna', email: 'anna@example.com' };
const isInside = { name: 'Message to everybody' } as const;

describe.skipIf(executablePath === undefined)('a person with a browser', { timeout: 60_000 }, () => {
  test('enters by password, after a wrong one', async () => {
    const house = await openHouse(browser);
    const page = await house.person();
    await fillDoor(page, `${house.sandbox.origin}/board-room`, ['Password', 'sesame']);
    await page.getByRole('alert').getByText('The password is wrong').waitFor();
    await page.getByLabel('Password').fill('open-sesame');
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('textbox', isInside).waitFor();
    expect(house.complaints).toEqual([]);
  });

  test('enters by token, which keeps others out until it is free', async () => {
    const house = await openHouse(browser);
    const url = `${house.sandbox.origin}/paid-masterclass`;
    const [page, other] = [await house.person(), await house.person()];
    await fillDoor(page, url, ['Access token', 'd9p7yw']);
    await page.getByRole('textbox', isInside).waitFor();
    await other.goto(`${url}/D9P7YW`);
    await other.getByText('it lets in one person at a time').waitFor();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.getByText('You left the room').waitFor();
    await other.getByRole('link', { name: 'Try again' }).click();
    await other.getByRole('textbox', isInside).waitFor();
    expect(house.complaints).toEqual([]);
  });

  test('enters by a login link, which does not stay in the address', async () => {
    const house = await openHouse(browser);
    const room = await house.room('name=Links');
    const page = await house.person();
    const link = await house.login(room, 'email=eva@example.com&nickname=Eva&role=presenter');
    await page.goto(`${link}&skipPlatformChoice=1`);
    await page.getByRole('listitem').filter({ hasText: 'Eva(you)presenter' }).waitFor();
    expect(page.url()).toBe(room.room_url);
    expect(house.complaints).toEqual([]);
  });

  test('registers in Polish and waits in the lobby', async () => {
    const house = await openHouse(browser);
    const page = await house.person();
    await page.goto(`${house.sandbox.origin}/product-launch-webinar?lang=pl`);
    for (const [label, value] of Object.entries({ Imię: 'Zoë', Nazwisko: 'Łęcka', 'E-mail': 'zoe@example.com' })) {
      await page.getByLabel(label).fill(value);
    }
    await page.getByRole('button', { name: 'Zarejestruj się' }).click();
    await page.getByRole('link', { name: /\?r=/ }).click();
    await page.getByText('Welcome! We begin at ten.').waitFor();
    expect(page.url()).not.toContain('?r=');
    expect(house.complaints).toEqual([]);
  });

  test.each(['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', "{name}'); alert(1)//"])(
    'sees the name %s as text and nothing else',
    async (name) => {
      const house = await openHouse(browser);
      const room = await house.room(`name=${encodeURIComponent(`Room ${name}`)}&lobby_enabled=1`);
      const [guest, host] = [await house.person(), await house.person()];
      await enter(guest, room.room_url, { ...anna, name });
      await host.goto(`${room.room_url}?l=${room.autologin_hash}`);
      await host.getByRole('button', { name: `Admit ${name}`, exact: true }).click();
      await guest.getByLabel(isInside.name).fill(name);
      await guest.keyboard.press('Enter');
      await host.getByRole('log').getByText(name).nth(1).waitFor();
      await host.getByRole('button', { name: `What to do with ${name}`, exact: true }).click();
      await host.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await host.getByRole('heading', { name: `Remove ${name}?`, exact: true }).waitFor();
      await host.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await guest.getByText('The host has removed you').waitFor();
      await guest.goto(room.room_url);
      await guest.getByText('The host has removed you').waitFor();
      expect(await host.locator('img, main script').count()).toBe(0);
      expect(house.complaints).toEqual([]);
    },
  );

  test('enters a room that a page of another site embeds', async () => {
    const house = await openHouse(browser);
    const room = await house.room('name=Embedded');
    const [visitor, host] = [await house.person(), await house.person()];
    await host.goto(`${room.room_url}?l=${room.autologin_hash}`);
    await visitor.goto(await startSite(room.embed_room_url));
    const frame = visitor.frameLocator('iframe');
    await frame.getByLabel('Your name').fill('Anna');
    await frame.getByLabel('E-mail').fill('anna@example.com');
    await frame.getByRole('button', { name: 'Enter' }).click();
    await frame.getByLabel(isInside.name).fill('Hello from outside');
    await frame.getByRole('button', { name: 'Send' }).click();
    await host.getByRole('log').getByText('Hello from outside').waitFor();
    await host.getByRole('button', { name: 'End for all' }).click();
    await host.getByRole('dialog').getByRole('button', { name: 'End for all' }).click();
    await frame.getByText('The host has ended the meeting').waitFor();
    await frame.getByTitle('5 of 5 stars').click();
    await frame.getByRole('button', { name: 'Send rating' }).click();
    await frame.getByText('Thank you for the rating').waitFor();
    expect(house.complaints).toEqual([]);
    await visitor.goto(await startSite(room.room_url));
    await expect.poll(() => house.complaints.join()).toContain('frame-ancestors');
  });

  test('does everything with the keyboard', async () => {
    const house = await openHouse(browser);
    const room = await house.room('name=Keys');
    const page = await house.person();
    await page.goto(room.room_url);
    const { keyboard } = page;
    const toButton = async (name: string) => {
      for (let count = 0; count < 40; count += 1) {
        await keyboard.press('Tab');
        const focused = page.locator('button:focus, textarea:focus');
        if ((await focused.count()) > 0 && (await focused.first().textContent()) === name) return;
      }
      throw new Error(`no way to ${name} with the tab key`);
    };
    await keyboard.press('Tab');
    await keyboard.type('Kim');
    await keyboard.press('Tab');
    await keyboard.type('kim@example.com');
    await keyboard.press('Enter');
    await page.getByRole('textbox', isInside).waitFor();
    await toButton('Raise hand');
    await keyboard.press('Enter');
    await page.getByRole('img', { name: 'hand raised' }).waitFor();
    await toButton('Leave');
    await keyboard.press('Enter');
    await keyboard.press('ArrowRight');
    await keyboard.press('Tab');
    await keyboard.type('All good');
    await toButton('Leave');
    await keyboard.press('Enter');
    await page.getByText('You left the room').waitFor();
    const [session] = await house.api('GET', `/conferences/${room.id}/sessions`);
    const attendees = await house.api('GET', `/conferences/${room.id}/sessions/${session.id}/attendees`);
    expect(attendees).toMatchObject([{ nickname: 'Kim', rating: '2', rating_comment: 'All good' }]);
    expect(house.complaints).toEqual([]);
  });

  test('is told on a phone what happens in panels out of sight, and reads a name from right to left', async () => {
    const house = await openHouse(browser);
    const room = await house.room('name=Phones&lobby_enabled=1');
    const page = await house.person({ viewport: { width: 390, height: 844 } });
    const host = await house.person({ viewport: { width: 390, height: 844 } });
    await enter(page, room.room_url, { ...anna, name: 'Anna \u202eevil' });
    const welcome = page.getByText('Welcome,');
    await welcome.waitFor();
    expect(await welcome.locator('bdi').textContent()).toBe('Anna \u202eevil');
    await host.goto(`${room.room_url}?l=${room.autologin_hash}`);
    const tab = (of: Page, name: string) => of.getByRole('navigation').getByRole('button', { name });
    await expect.poll(() => tab(host, 'People').getAttribute('data-news')).toBe('');
    await tab(host, 'People').click();
    expect(await tab(host, 'People').getAttribute('data-news')).toBeNull();
    await host.getByRole('button', { name: 'Start the meeting' }).click();
    await tab(host, 'Polls').click();
    await host.getByRole('button', { name: 'New poll' }).click();
    for (const label of ['Name of the poll', 'Question', 'Answer 1', 'Answer 2']) {
      await host.getByRole('dialog').getByLabel(label, { exact: true }).fill(label);
    }
    await host.getByRole('button', { name: 'Save' }).click();
    await host.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByText('A poll is open: Name of the poll').waitFor({ state: 'attached' });
    expect(await tab(page, 'Polls').getAttribute('data-news')).toBe('');
    expect(await tab(host, 'Polls').getAttribute('data-news')).toBeNull();
    await tab(page, 'Polls').click();
    await page.getByRole('radio', { name: 'Answer 1' }).check();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(house.complaints).toEqual([]);
  });

  test('is connected again by itself, with what was missed', async () => {
    const house = await openHouse(browser);
    const room = await house.room('name=Tunnel');
    const [guest, other] = [await house.person(), await house.person()];
    await enter(other, room.room_url, { name: 'Other', email: 'other@example.com' });
    // Only the page itself knows its connection.
    await guest.addInitScript(
      'const Real = WebSocket; sockets = []; WebSocket = class extends Real { constructor(url) { super(url); sockets.push(this); } };',
    );
    await enter(guest, room.room_url, anna);
    await guest.getByLabel(isInside.name).fill('Half a senten');
    await guest.evaluate('sockets.at(-1).close()');
    await guest.getByText('The connection is lost').waitFor();
    await other.getByLabel(isInside.name).fill('Did you hear me?');
    await other.keyboard.press('Enter');
    await guest.getByRole('log').getByText('Did you hear me?').waitFor();
    await guest.getByText('The connection is lost').waitFor({ state: 'hidden' });
    expect(await guest.getByLabel(isInside.name).inputValue()).toBe('Half a senten');
    expect(house.complaints).toEqual([]);
  });

  test('is back at the door when the sandbox has forgotten the visit', async () => {
    const house = await openHouse(browser);
    const page = await house.person();
    await enter(page, `${house.sandbox.origin}/weekly-team-meeting`, anna);
    await page.getByRole('textbox', isInside).waitFor();
    const headers = { 'x-sandbox-token': house.sandbox.controlToken };
    await fetch(`${house.sandbox.controlUrl}/reset`, { method: 'POST', headers });
    await page.getByRole('button', { name: 'Enter' }).waitFor();
    expect(house.complaints.filter((text) => !text.includes('403'))).toEqual([]);
  });

  test('is told in the old window when the same browser comes as somebody else', async () => {
    const house = await openHouse(browser);
    const room = await house.room('name=Twice');
    const page = await house.person();
    await enter(page, room.room_url, anna);
    await page.getByRole('textbox', isInside).waitFor();
    const second = await page.context().newPage();
    await second.goto(await house.login(room, 'email=eva@example.com&nickname=Eva&role=presenter'));
    await page.getByText('You opened this room in another window').waitFor();
    await page.getByRole('link', { name: 'Use it here' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Eva(you)' }).waitFor();
    expect(house.complaints).toEqual([]);
  });

  test('keeps every row of a full room in its place when one person changes', async () => {
    const house = await openHouse(browser);
    const room = await house.room('name=Crowd');
    const page = await house.person();
    await enter(page, room.room_url, anna);
    await page.getByRole('textbox', isInside).waitFor();
    const post = (cookie: string, form: Record<string, string>) =>
      fetch(room.room_url, {
        method: 'POST',
        headers: { cookie },
        body: new URLSearchParams(form),
        redirect: 'manual',
      });
    const cookieOf = (number: number) => `cm_visitor=${number.toString(16).padStart(32, '0')}`;
    for (let number = 1; number < 100; number += 1) {
      await post(cookieOf(number), { action: 'enter', nickname: `Guest ${number}`, email: `g${number}@example.com` });
    }
    await expect.poll(() => page.locator('.crowd .people li').count()).toBe(100);
    await page.evaluate("for (const row of document.querySelectorAll('.people li')) row.seen = true");
    await post(cookieOf(50), { action: 'leave' });
    await page.getByRole('button', { name: 'Raise hand' }).click();
    await expect.poll(() => page.locator('.crowd .people li').count()).toBe(99);
    await page.getByRole('img', { name: 'hand raised' }).waitFor();
    expect(await page.evaluate("[...document.querySelectorAll('.people li')].filter((row) => !row.seen).length")).toBe(
      1,
    );
    expect(await page.locator('.crowd .people li').first().textContent()).toContain('Anna');
    expect(house.complaints).toEqual([]);
  });
});

async function fillDoor(page: Page, url: string, [label, secret]: readonly [string, string]): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Your name').fill('Anna');
  await page.getByLabel('E-mail').fill('anna@example.com');
  await page.getByLabel(label).fill(secret);
  await page.getByRole('button', { name: 'Enter' }).click();
}
