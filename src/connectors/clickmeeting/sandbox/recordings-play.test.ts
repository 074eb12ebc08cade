import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executablePath, launchChromium } from '../../../../test/support/chromium.ts';
import { openHouse } from './pages/chromium.fixture.ts';

let browser: Browser;
beforeAll(async () => {
  if (executablePath !== undefined) browser = await launchChromium();
});
afterAll(() => browser?.close());

describe.skipIf(executablePath === undefined)('a browser', { timeout: 60_000 }, () => {
  test('plays a recording from its link, to the end and from any place, for as long as it says', async () => {
    const house = await openHouse(browser);
    const [recording] = await house.api('GET', '/conferences/10005/recordings');
    const page = await house.person();
    const player = `${house.sandbox.origin}/player`;
    await page.route(player, (route) => route.fulfill({ contentType: 'text/html', body: '<video muted></video>' }));
    await page.goto(player);
    const played = await page.locator('video').evaluate(async (video: any, url) => {
      const event = (name: string) => new Promise((resolve) => video.addEventListener(name, resolve, { once: true }));
      video.src = url;
      await video.play();
      const { duration, videoWidth, videoHeight } = video;
      video.currentTime = duration * 0.8;
      await event('seeked');
      const sought = Math.round(video.currentTime);
      video.currentTime = duration - 0.2;
      await event('ended');
      return { duration, sought, end: video.currentTime, size: [videoWidth, videoHeight], error: video.error };
    }, recording.recording_url);
    expect(played).toEqual({ duration: 3240, sought: 2592, end: 3240, size: [640, 360], error: null });
  });
});
