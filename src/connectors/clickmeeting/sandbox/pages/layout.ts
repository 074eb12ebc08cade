import { html, raw } from 'hono/html';

/** Escaped HTML, as `html` gives it. */
export type Html = ReturnType<typeof html>;

// One inline sheet: the page has to work without any further request.
const style = raw(`<style>
:root{color-scheme:light dark;--bg:#f3f5f9;--card:#fff;--ink:#1b2430;--soft:#5b6675;--line:#d9dfe8;--accent:#0b57d0;--on:#fff;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--bg:#10151c;--card:#1a212b;--ink:#e6ebf2;--soft:#9aa7b8;--line:#313b49;--accent:#8ab4f8;--on:#0b1b33;--bad:#f2b8b5}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem 1rem;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:34rem;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.75rem}
h1{margin:.2rem 0 .6rem;font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}
h2{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.5rem 0;overflow-wrap:anywhere}
.state{display:inline-block;padding:.1rem .6rem;border:1px solid var(--line);border-radius:99px;font-size:.8rem;color:var(--soft)}
.soft{color:var(--soft)}.bad{color:var(--bad)}
label{display:block;margin:.8rem 0 .2rem;font-size:.9rem}
input,select,textarea{width:100%;padding:.55rem .7rem;border:1px solid var(--line);border-radius:8px;background:var(--bg);color:inherit;font:inherit}
button{margin-top:1rem;padding:.55rem 1.1rem;border:0;border-radius:8px;background:var(--accent);color:var(--on);font:inherit;font-weight:600;cursor:pointer}
button.quiet{background:none;color:var(--accent);border:1px solid var(--line)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
ul{list-style:none;margin:0;padding:0}li{padding:.3rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.row{display:flex;gap:.6rem;align-items:flex-end;margin-top:.6rem}.row>:first-child{flex:1}.row button{margin:0}
a{color:var(--accent)}footer{margin-top:1.6rem;padding-top:.8rem;border-top:1px solid var(--line);font-size:.8rem;color:var(--soft)}
</style>`);

export interface Page {
  readonly title: string;
  /** Where the visitor is, in two or three words. */
  readonly state: string;
  readonly body: Html;
  /** The page asks again by itself after so many seconds. */
  readonly refreshSeconds?: number;
}

/** A whole page around its content. */
export function layout({ title, state, body, refreshSeconds }: Page): Html {
  const refresh = refreshSeconds === undefined ? '' : html`<meta http-equiv="refresh" content="${refreshSeconds}">`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refresh}
<title>${title} · ${state}</title>
${style}
</head>
<body>
<main>
<span class="state">${state}</span>
<h1>${title}</h1>
${body}
<footer>A room of the ClickMeeting sandbox: an imitation for tests, without sound or picture.</footer>
</main>
</body>
</html>`;
}
