import type { Style } from './style.ts';

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A value as indented JSON, coloured where the style allows it; control characters are escaped, so it is safe on a terminal. */
export function prettyJson(value: unknown, style: Style): string {
  // JSON.stringify leaves DEL and C1 as they are, and terminals obey some of them.
  const text = (JSON.stringify(value, null, 2) ?? 'null').replace(
    /[\u007f-\u009f]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (!style.color) return text;
  return text.replace(token, (whole, text_: string | undefined, colon: string | undefined) => {
    if (text_ === undefined) return style.paint(whole === 'null' ? 'gray' : 'yellow', whole);
    return colon === undefined ? style.paint('green', text_) : style.paint('cyan', text_) + colon;
  });
}
