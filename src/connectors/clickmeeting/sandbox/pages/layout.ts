import { html } from 'hono/html';
import { assets } from './assets.ts';
import type { RoomPage } from './room-page.ts';
import { type PageLanguage, pageLanguages, type Words } from './words/words.ts';

/** Escaped HTML, as `html` gives it. */
export type Html = ReturnType<typeof html>;

export const noHtml = html``;

/** In which language a page speaks, and where it is. */
export interface Frame {
  readonly words: Words;
  readonly lang: PageLanguage;
  /** The address of the page in another language. */
  readonly inLanguage: (lang: PageLanguage) => string;
  /** Chooses the colours; null on pages that belong to no room. */
  readonly skinId: number | null;
}

export interface Page {
  readonly title: string;
  /** Where the visitor is, in two or three words. */
  readonly state: string;
  readonly body: Html;
  /** What a page without script does: asks again by itself after so many seconds. */
  readonly refreshSeconds?: number;
  /** What the page's script is told; without it no connection is made. */
  readonly room?: RoomPage;
}

/** A whole page around its content. */
export function layout(frame: Frame, page: Page): Html {
  const { title, state, body, refreshSeconds, room } = page;
  const refresh =
    refreshSeconds === undefined
      ? noHtml
      : html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>`;
  const data = room === undefined ? noHtml : html` data-room="${JSON.stringify(room)}"`;
  return html`<!doctype html>
<html lang="${frame.lang}" data-skin="${frame.skinId ?? ''}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="robots" content="noindex">
${refresh}
<title>${title} · ${state}</title>
<link rel="stylesheet" href="${assets.style.href}">
<script src="${assets.script.href}" defer></script>
</head>
<body>
<main${data}>
<span class="state">${state}</span>
<h1>${title}</h1>
${body}
<footer><p>${frame.words.footer}</p>${languages(frame)}</footer>
</main>
</body>
</html>`;
}

function languages({ words, lang, inLanguage }: Frame): Html {
  const links = pageLanguages.map(({ code, name }) =>
    code === lang
      ? html`<li aria-current="true">${name}</li>`
      : html`<li><a href="${inLanguage(code)}" lang="${code}" hreflang="${code}">${name}</a></li>`,
  );
  return html`<ul class="languages" aria-label="${words.language}">${links}</ul>`;
}

/** Shown above a form that was refused. */
export function complaint(text: string | undefined): Html {
  return text === undefined ? noHtml : html`<p class="bad" role="alert">${text}</p>`;
}
