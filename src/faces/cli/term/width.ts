// Wide in every terminal: CJK, Hangul, kana, full-width forms, emoji.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const invisible = /[\p{Mn}\p{Me}\p{Cf}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text without control characters, so that an app's data cannot steer the terminal. Keeps tab and newline. */
export function harmless(text: string): string {
  return text.replace(control, '');
}

/** The same on one line. */
export function oneLine(text: string): string {
  return harmless(text.replace(/\s*[\r\n]+\s*/g, ' ').replaceAll('\t', ' '));
}

/** How many columns a text without escape sequences takes. */
export function displayWidth(text: string): number {
  // Plain ASCII, the usual case, needs no look at single characters.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += invisible.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

/** Cuts a text to a number of columns; a cut ends in `…`. */
export function cutTo(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += displayWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Fills with spaces up to a number of columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** A text broken between words, each further line behind so many spaces; a word longer than a line stays whole. */
export function wrap(text: string, columns: number, indent = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = columns - (lines.length === 0 ? 0 : indent);
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

/** A command line on several lines, which a shell takes as one: broken between its words, never inside quotes. */
export function wrapCommand(line: string, columns: number, indent: number): string {
  // What fits as it was written keeps its spaces.
  if (displayWidth(line) <= columns) return line;
  const words = line.match(/(?:'[^']*'|"[^"]*"|\S)+/g) ?? [];
  const lines: string[] = [];
  let text = '';
  for (const word of words) {
    const room = columns - 2 - (lines.length === 0 ? 0 : indent);
    if (text !== '' && displayWidth(text) + 1 + displayWidth(word) > room) {
      lines.push(text);
      text = word;
    } else text = text === '' ? word : `${text} ${word}`;
  }
  return [...lines, text].join(` \\\n${' '.repeat(indent)}`);
}
