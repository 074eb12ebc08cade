import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

// What a browser sends home on its own would be noise in a test, and is nobody's business.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine, or undefined after saying loudly that there is none. */
export const executablePath = findChromium();

/** Starts it; only where there is one. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args });
}

function findChromium(): string | undefined {
  const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((one) =>
    existsSync(one),
  );
  if (path === undefined)
    process.stderr.write('\n*** SKIPPED: no Chromium is installed, pages are not seen by a browser ***\n\n');
  return path;
}
