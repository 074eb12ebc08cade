import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { executablePath, launchChromium } from '../support/chromium.ts';
import { ownerBrowser, plainBrowser } from './approvals.fixture.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let token: string;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway({ settings: { approveActions: 'destroy' } });
  token = await gateway.tokenOf('acme');
  connectionId = (await gateway.sandboxConnection({ token })).id;
});
afterAll(() => gateway.stop());

let rooms = 0;
const newRoom = async (): Promise<number> => {
  const input = { name: `Room ${++rooms} <b>`, room_type: 'meeting', permanent_room: true, access_type: 1 };
  return (await gateway.run('create-conference', connectionId, input, { token })).body.output.id;
};
const remove = (room: number, more: Readonly<Record<string, unknown>> = {}) =>
  gateway.call('POST /actions/delete-conference/run', {
    token,
    body: { connectionId, input: { room_id: room }, ...more },
  });
const isThere = async (room: number) =>
  (await gateway.run('get-conference', connectionId, { room_id: room }, { token })).status === 200;
const ask = async (room: number): Promise<{ approvalId: string; approvalUrl: string; path: string }> => {
  const { status, body } = await remove(room);
  expect({ status, code: body.code }).toEqual({ status: 409, code: 'approval_required' });
  return { ...body.data, path: new URL(body.data.approvalUrl).pathname };
};

test('the status says what is asked about', async () => {
  const { body } = await gateway.call('GET /system');
  expect(body).toMatchObject({ approveActions: 'destroy', confirmActions: 'destroy,charged' });
});

test('no token can approve: not by REST, nor with the address of the page', async () => {
  const room = await newRoom();
  const { approvalId, path } = await ask(room);
  expect((await gateway.call(`POST /approvals/${approvalId}/deny`, { token, body: {} })).status).toBe(403);
  // Nor the owner's own token: there is no such operation.
  for (const as of [{ token }, {}])
    expect((await gateway.call(`POST /approvals/${approvalId}/approve`, { ...as, body: {} })).status).toBe(404);
  const bare = plainBrowser(gateway);
  for (const headers of [{}, { authorization: `Bearer ${token}` }] as Record<string, string>[]) {
    const page = await bare.go(path, { headers });
    expect([page.response.status, page.response.headers.get('location')]).toEqual([
      303,
      `${gateway.url}/sign-in?next=${encodeURIComponent(path)}`,
    ]);
    const body = new URLSearchParams({ decision: 'approved' });
    expect((await bare.go(path, { method: 'POST', headers, body })).response.status).toBe(403);
  }
  // With a form token of its own, from another page.
  const { text } = await bare.go('/sign-in');
  const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const body = new URLSearchParams({ decision: 'approved', form });
  const headers = { authorization: `Bearer ${token}` };
  expect((await bare.go(path, { method: 'POST', headers, body })).response.headers.get('location')).toContain(
    '/sign-in',
  );
  expect((await remove(room, { approval: approvalId })).status).toBe(409);
  expect(await isThere(room)).toBe(true);
});

test('a person approves on the page, and the run goes on once', async () => {
  const room = await newRoom();
  const { approvalId, path } = await ask(room);
  const owner = await ownerBrowser(gateway);
  const shown = await owner.go(path);
  expect(shown.response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(shown.text).toContain(String(room));
  const foreign = { method: 'POST', headers: { origin: 'https://evil.example' } };
  expect(
    (await owner.go(path, { ...foreign, body: new URLSearchParams({ decision: 'approved' }) })).response.status,
  ).toBe(403);
  const waiting = gateway.call(`GET /approvals/${approvalId}?wait=true&timeout=20`, { token });
  const after = await owner.press(path, { decision: 'approved' });
  expect(after.text).toContain(`&quot;room_id&quot;: ${room}`);
  expect(after.text).toContain('Approved');
  expect((await waiting).body).toMatchObject({ status: 'approved', input: { room_id: room } });
  expect((await owner.press(path, { decision: 'denied' })).text).not.toContain('It was denied');
  expect((await remove(room + 1, { approval: approvalId })).body).toMatchObject({ data: { reason: 'mismatch' } });
  expect((await remove(room, { approval: approvalId })).status).toBe(200);
  expect(await isThere(room)).toBe(false);
  expect((await remove(room, { approval: approvalId })).body.data.reason).toBe('used');
  expect((await owner.go(path)).text).toContain('has begun');
});

test('another tenant sees nothing of it, and a manager decides by REST', async () => {
  const { approvalId } = await ask(await newRoom());
  const stranger = await gateway.tokenOf('stranger');
  expect((await gateway.call(`GET /approvals/${approvalId}`, { token: stranger })).status).toBe(404);
  expect((await gateway.call('GET /approvals', { token: stranger })).body.items).toEqual([]);
  expect((await gateway.call(`POST /approvals/${approvalId}/deny`, { body: {} })).body.status).toBe('denied');
  expect((await gateway.call('GET /approvals?status=denied', { token })).body.items).toMatchObject([
    { id: approvalId },
  ]);
});

test('a raw request cannot go around it, and can be approved as a run', async () => {
  const room = await newRoom();
  const path = `/connections/${connectionId}/proxy/conferences/${room}`;
  expect((await gateway.call(`DELETE ${path}`, { token })).status).toBe(403);
  expect((await gateway.call(`GET ${path}`, { token })).status).toBe(200);
  const api = { method: 'DELETE', path: `/conferences/${room}` };
  const asked = await gateway.call('POST /act', { token, body: { connectionId, api } });
  expect(asked.body.code).toBe('approval_required');
  const code = `module.exports = ({ membrane }) => membrane.api({ method: 'DELETE', path: '/conferences/${room}' })`;
  expect((await gateway.call('POST /act', { token, body: { connectionId, code } })).body.code).toBe(
    'approval_required',
  );
  expect(await isThere(room)).toBe(true);
});

async function seen(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect({ name, width, overflow }).toEqual({ name, width, overflow: false });
      await page.screenshot({ path: join(tmpdir(), `porin-${name}-${colorScheme}-${width}.png`), fullPage: true });
    }
  }
}

test.skipIf(executablePath === undefined)(
  'a browser signs in, comes back to the question and answers it with the keyboard, on a telephone and in the dark too',
  async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      const room = await newRoom();
      const { approvalId, approvalUrl, path } = await ask(room);
      await page.goto(approvalUrl);
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.goto((await gateway.call('POST /owner-link', { body: { next: path } })).body.url);
      await page.getByRole('button', { name: 'I am the owner' }).click();
      await page.getByRole('heading', { name: 'Allow this?' }).waitFor();
      expect(await page.locator('pre').first().innerText()).toContain(String(room));
      await seen(page, 'approval');
      const stops: unknown[] = [];
      for (let stop = 0; stop < 4; stop++) {
        await page.keyboard.press('Tab');
        stops.push(
          await page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.innerText'),
        );
      }
      expect(stops).toEqual(['Input', 'Preview', 'Approve', 'Deny']);
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Approved' }).waitFor();
      await seen(page, 'approval-done');
      expect((await remove(room, { approval: approvalId })).status).toBe(200);
      expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
    } finally {
      await browser.close();
    }
  },
  60_000,
);
