import { expect, test } from 'vitest';
import { browserCommand } from './open-browser.ts';

const url = 'http://127.0.0.1:4710/welcome/abc';
const desktop = { DISPLAY: ':0' };

test.each([
  ['darwin', {}, ['open', url]],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler', url]],
  ['linux', desktop, ['xdg-open', url]],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', url]],
  ['linux', { WSL_DISTRO_NAME: 'Debian' }, ['wslview', url]],
  ['linux', {}, undefined],
  ['linux', { ...desktop, CI: 'true' }, undefined],
  ['darwin', { CI: '1' }, undefined],
  ['darwin', { SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }, undefined],
  ['linux', { ...desktop, SSH_TTY: '/dev/pts/1' }, undefined],
  ['linux', { ...desktop, CI: 'false' }, ['xdg-open', url]],
] as const)('on %s with %j it is %j', (platform, env, command) => {
  expect(browserCommand(url, { platform, env, has: () => true })).toEqual(command);
});

test('a desktop without the program opens nothing', () => {
  expect(browserCommand(url, { platform: 'linux', env: desktop, has: () => false })).toBeUndefined();
});

test('PowerShell gets the address as one text that it cannot end', () => {
  const sharp = "http://127.0.0.1:4710/x'; Remove-Item y; '";
  const command = browserCommand(sharp, { platform: 'linux', env: { WSL_DISTRO_NAME: 'x' }, has: () => false });
  expect(command?.at(-1)).toBe("Start-Process 'http://127.0.0.1:4710/x'';%20Remove-Item%20y;%20'''");
});
