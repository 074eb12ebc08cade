import { html } from 'hono/html';

/** What a mail says, before it is text or a page. */
export interface MailContent {
  /** Of the page's `lang`. */
  readonly lang: string;
  /** Ends a label of the text. */
  readonly colon: string;
  readonly greeting: string;
  readonly lead: string;
  readonly title: string;
  /** Label and value; a value may have several lines. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** The one thing to click. */
  readonly link?: { readonly url: string; readonly caption: string } | undefined;
  /** Small print. */
  readonly notes: readonly string[];
}

/** The mail as plain text. */
export function renderText({ colon, greeting, lead, title, facts, link, notes }: MailContent): string {
  const lines = facts.map(([label, value]) => `${label}${colon} ${value.replaceAll('\n', '\n  ')}`);
  const call = link === undefined ? [] : ['', `${link.caption}${colon}`, link.url];
  return [greeting, '', lead, '', title, ...lines, ...call, ...notes.flatMap((note) => ['', note]), ''].join('\n');
}

// Mail programs know neither style sheets nor flex boxes, so it is a table with styles on each tag.
const cell = 'padding:.25em 1em .25em 0;vertical-align:top;text-align:left';

/** The mail as a page. Everything given is escaped. */
export function renderHtml({ lang, greeting, lead, title, facts, link, notes }: MailContent): string {
  const rows = facts.map(
    ([label, value]) => html`<tr><th scope="row" style="${cell};font-weight:normal;color:#5f6368">${label}</th>
<td dir="auto" style="${cell}">${value.split('\n').map((line, place) => (place === 0 ? line : html`<br>${line}`))}</td></tr>
`,
  );
  const call =
    link === undefined
      ? ''
      : html`<p style="margin:1.5em 0"><a href="${link.url}" style="display:inline-block;padding:.7em 1.4em;background:#0b57d0;color:#fff;border-radius:.4em;text-decoration:none">${link.caption}</a></p>
<p style="color:#5f6368;font-size:.85em;word-break:break-all">${link.url}</p>
`;
  const body = html`<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="margin:0;background:#f3f4f6;color:#1f2328;font:16px/1.5 sans-serif">
<div style="max-width:36em;margin:1.5em auto;padding:1.5em;background:#fff;border-radius:.6em">
<p>${greeting}</p>
<p>${lead}</p>
<h1 dir="auto" style="font-size:1.3em;margin:1em 0 .5em">${title}</h1>
<table style="border-collapse:collapse">${rows}</table>
${call}${notes.map((note) => html`<p style="color:#5f6368;font-size:.85em">${note}</p>\n`)}</div></body></html>
`;
  // Nothing in it is a promise, so neither is the whole.
  return String(body);
}
