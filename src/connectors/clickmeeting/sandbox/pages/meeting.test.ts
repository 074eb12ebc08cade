import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executablePath, launchChromium } from '../../../../../test/support/chromium.ts';
import { enter, openHouse } from './chromium.fixture.ts';

let browser: Browser;
beforeAll(async () => {
  if (executablePath !== undefined) browser = await launchChromium();
});
afterAll(() => browser?.close());

const anna = { name: 'Anna', email: 'anna@example.com' };

/** Makes a poll of one question with two answers and opens it. */
async function openPoll(host: Page): Promise<void> {
  await host.getByRole('button', { name: 'New poll' }).click();
  const editor = host.getByRole('dialog');
  await editor.getByLabel('Name of the poll').fill('Lunch');
  await editor.getByLabel('Question', { exact: true }).fill('What shall we eat?');
  await editor.getByLabel('Answer 1').fill('Soup');
  await editor.getByLabel('Answer 2').fill('Bread');
  await editor.getByRole('button', { name: 'Save' }).click();
  await host.getByRole('button', { name: 'Open', exact: true }).click();
}

describe.skipIf(executablePath === undefined)('two browsers', { timeout: 60_000 }, () => {
  test('meet in a room, and the API reports what happened', async () => {
    const house = await openHouse(browser);
    const room = await house.room('name=Planning&lobby_enabled=1&lobby_description=Coffee is ready');
    const guest = await house.person({ userAgent: 'Guest/1' });
    const host = await house.person({ userAgent: 'Host/1' });
    await enter(guest, room.room_url, anna);
    await guest.getByText('Coffee is ready').waitFor();
    await host.goto(`${room.room_url}?l=${room.autologin_hash}`);
    await host.getByText('Waiting in the lobby').waitFor();
    await host.getByRole('button', { name: 'Start the meeting' }).click();

    await guest.getByLabel('Message to everybody').fill('Hello host');
    await guest.getByRole('button', { name: 'Send' }).click();
    await host.getByRole('log').getByText('Hello host').waitFor();
    await host.getByLabel('Message to everybody').fill('Hello Anna');
    await host.keyboard.press('Enter');
    await guest.getByRole('log').getByText('Hello Anna').waitFor();

    await guest.getByRole('button', { name: 'Raise hand' }).click();
    await host.getByRole('img', { name: 'hand raised' }).waitFor();
    await host.getByRole('button', { name: 'What to do with Anna' }).click();
    await host.getByRole('dialog').getByRole('button', { name: 'Lower hand' }).click();
    await guest.getByRole('button', { name: 'Raise hand' }).waitFor();

    await openPoll(host);
    await guest.getByRole('radio', { name: 'Soup' }).check();
    await guest.getByRole('button', { name: 'Vote', exact: true }).click();
    await host.getByText('1 · 100 %').waitFor();
    await host.getByRole('progressbar', { name: 'Votes for Soup' }).waitFor();

    await host.getByRole('button', { name: 'Record' }).click();
    await guest.getByText(/^Recording 0:0/).waitFor();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    house.sandbox.sandbox.moveClock(({ clock }) => clock.advance(20 * 60_000));
    await guest.getByText(/^Recording 20:0/).waitFor();
    await host.getByRole('button', { name: 'Record' }).click();
    await guest.getByText(/^Recording 0:0/).waitFor({ state: 'hidden' });

    await guest.getByRole('button', { name: 'Leave' }).click();
    await guest.getByTitle('4 of 5 stars').click();
    await guest.getByLabel('Comment').fill('Good soup');
    await guest.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await guest.getByText('You left the room').waitFor();
    await host.getByRole('button', { name: 'End for all' }).click();
    await host.getByRole('dialog').getByRole('button', { name: 'End for all' }).click();
    await host.getByText('The host has ended the meeting').waitFor();

    const [session] = await house.api('GET', `/conferences/${room.id}/sessions`);
    expect(session).toMatchObject({ total_visitors: 2, max_visitors: 2 });
    const attendees = await house.api('GET', `/conferences/${room.id}/sessions/${session.id}/attendees`);
    const byName = new Map(attendees.map((attendee: any) => [attendee.nickname, attendee]));
    expect(byName.get('Anna')).toMatchObject({
      role: 'listener',
      email: 'anna@example.com',
      device: 'Guest/1',
      rating: '4',
      rating_comment: 'Good soup',
      polls: [{ name: 'Lunch', questions: [{ question: 'What shall we eat?', answers: [{ value: 'Soup' }] }] }],
    });
    expect(byName.get('Porin Demo')).toMatchObject({ role: 'host', device: 'Host/1', rating: null });
    const archive = unzipSync(await house.bytes(`${house.sandbox.url}/chats/${session.id}`));
    const lines = new TextDecoder().decode(archive['chat.csv']).trim().split('\n');
    expect(lines.map((line) => line.split(',').slice(-3).join())).toEqual([
      expect.stringMatching(/anna@example\.com.*Anna.*Hello host/),
      expect.stringMatching(/host@example\.com.*Porin Demo.*Hello Anna/),
    ]);
    const recordings = await house.api('GET', `/conferences/${room.id}/recordings`);
    expect(recordings).toHaveLength(1);
    expect(recordings[0].recording_duration).toBeGreaterThanOrEqual(1);
    expect(house.complaints).toEqual([]);
  });

  test('are told that a room without a lobby is open before anybody starts the meeting', async () => {
    const house = await openHouse(browser);
    const room = await house.room('name=Corridor&lobby_enabled=0');
    const [guest, host] = [await house.person(), await house.person()];
    await enter(guest, room.room_url, anna);
    await guest.locator('.bar .state').getByText('Open', { exact: true }).waitFor();
    await host.goto(`${room.room_url}?l=${room.autologin_hash}`);
    await guest.locator('.bar .state').getByText('Running').waitFor();
    expect(house.complaints).toEqual([]);
  });
});
