import { expect, test } from 'vitest';
import { openers, whyNoBrowser } from './open-browser.ts';

const url = 'http://127.0.0.1:4710/welcome/abc';
const desktop = { DISPLAY: ':0' };
const ssh = { SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' };

test.each([
  ['linux', { DISPLAY: ':0' }, undefined],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, undefined],
  ['linux', { ...desktop, CI: 'false' }, undefined],
  ['linux', { ...desktop, CI: 'true' }, 'CI'],
  ['darwin', { CI: '1' }, 'CI'],
  ['linux', ssh, 'SSH'],
  ['darwin', { SSH_TTY: '/dev/ttys001' }, 'SSH'],
  // A display that comes along over SSH is the person's own.
  ['linux', { ...desktop, ...ssh }, undefined],
  ['linux', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 'a container'],
  ['linux', { ...desktop, container: 'podman' }, undefined],
] as const)('on %s with %j the reason against a browser is %j', (platform, env, reason) => {
  expect(whyNoBrowser(env, platform)).toBe(reason);
});

test.each([
  ['darwin', {}, ['/usr/bin/open']],
  ['win32', {}, ['rundll32.exe']],
  ['linux', desktop, ['xdg-open']],
  ['linux', { WSL_DISTRO_NAME: 'Debian' }, ['wslview', '/mnt/c/Windows/System32/rundll32.exe', 'xdg-open']],
] as const)('on %s with %j an address is given to %j, the first that takes it', (platform, env, programs) => {
  const found = openers(url, env, platform);
  expect(found.map(([program]) => program)).toEqual(programs);
  expect(found.map((argv) => argv.at(-1))).toEqual(programs.map(() => url));
});

test.each(['darwin', 'win32', 'linux'] as const)('on %s an address is one argument that no shell reads', (platform) => {
  const sharp = "http://127.0.0.1:4710/x'; rm -rf ~; '$(id)`id`&calc";
  for (const argv of openers(sharp, { WSL_INTEROP: '1' }, platform)) {
    expect(argv.filter((word) => word.includes('127.0.0.1'))).toHaveLength(1);
    expect(['sh', 'cmd', 'cmd.exe', 'powershell.exe', 'start']).not.toContain(argv[0]);
  }
});
