import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { connectStyle } from './connect-style.ts';

const dark =
  '--ink:#e8eaed;--paper:#16191d;--soft:#a3acb8;--line:#363c44;--edge:#717b88;--accent:#4cc79a;--on-accent:#06281c;--bad:#ff9d97';

const style = `
:root{color-scheme:light dark;--ink:#1c1f23;--paper:#fff;--soft:#5b6470;--line:#d5dae0;--edge:#868f9b;--accent:#0b6e4f;--on-accent:#fff;--bad:#a3231f}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark;${dark}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:32rem;margin:0 auto;padding:3rem 1.25rem}h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}
p{margin:.75rem 0;overflow-wrap:anywhere}.soft{color:var(--soft)}.bad{color:var(--bad);border-left:3px solid var(--bad);margin:1.25rem 0;padding-left:.75rem}
.good{display:flex;align-items:center;justify-content:center;width:2.75rem;height:2.75rem;margin:0 0 1rem;border-radius:50%;background:var(--accent);color:var(--on-accent);font-size:1.4rem;font-weight:700}
form{margin-top:1.5rem;border-top:1px solid var(--line);padding-top:.5rem}label{display:block;font-weight:600;margin-top:1rem}
input,select{display:block;width:100%;margin:.25rem 0;padding:.6rem .7rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--edge);border-radius:6px}
input:focus,select:focus,button:focus,a:focus{outline:3px solid var(--accent);outline-offset:2px}
button{margin-top:1.25rem;padding:.65rem 1.2rem;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;border-radius:6px;cursor:pointer}
input[type=checkbox]{display:inline-block;flex:none;width:1.15rem;height:1.15rem;margin:.2rem 0 0;accent-color:var(--accent)}
fieldset{margin:1.25rem 0 0;padding:0;border:0}legend{padding:0;font-weight:600}.choice{display:flex;gap:.65rem;margin-top:.6rem;font-weight:400}
button.quiet{color:inherit;background:transparent;border:1px solid var(--edge)}button+button.quiet{margin-left:.5rem}button.quiet:first-child,small+button.quiet{margin-top:.5rem}
dl{margin:1.25rem 0 0}dt{color:var(--soft);font-size:.875rem}dd{margin:0 0 .6rem;overflow-wrap:anywhere}
.code{font:600 1.75rem/1.3 ui-monospace,monospace;letter-spacing:.08em;user-select:all}code.copy{user-select:all}
h2{font-size:1rem;margin:1.25rem 0 .35rem}pre{max-height:24rem;overflow:auto;margin:0;padding:.75rem;font:.875rem/1.45 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);border-radius:6px}pre:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
a{color:var(--accent)}code{font:.9em ui-monospace,monospace}small{display:block;color:var(--soft);font-size:.875rem;line-height:1.4}
${connectStyle}`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of every page: no script, no frames, nothing from elsewhere, nothing kept, no address passed on. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/**
 * Headers of a page with a form that checks its origin, which browsers only send when addresses may be passed on within the site.
 * `redirectUri`: where the form's answer may lead on to; Chromium holds redirects to the policy too.
 */
export function pageHeadersWithForm(redirectUri?: string): Record<string, string> {
  const source = redirectUri === undefined ? '' : ` ${policySource(redirectUri)}`;
  const policy = pageHeaders['content-security-policy'] ?? '';
  return {
    ...pageHeaders,
    'content-security-policy': policy.replace("form-action 'self'", `form-action 'self'${source}`),
    'referrer-policy': 'same-origin',
  };
}

/** What a content security policy calls the place that an address leads to. */
function policySource(uri: string): string {
  const { protocol, origin, hostname } = new URL(uri);
  // The policy's grammar has neither IPv6 hosts nor hosts of other schemes.
  return hostname.startsWith('[') || !/^https?:$/.test(protocol) ? protocol : origin;
}

export type Markup = ReturnType<typeof html>;

/** A whole page; every interpolated value is escaped. `theme` wins over what the browser prefers. */
export function page(title: string, body: Markup, { theme, head }: PageOptions = {}): Markup {
  return html`<!doctype html>
<html lang="en"${theme === undefined ? '' : html` data-theme="${theme}"`}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>${head ?? ''}<style>${raw(style)}</style></head>
<body><main>${body}</main></body></html>`;
}

export interface PageOptions {
  readonly theme?: 'light' | 'dark' | undefined;
  /** More for the head. */
  readonly head?: Markup | undefined;
}
