/** How code may be written, in the order in which it is tried. */
export interface CodeForm {
  readonly isModule: boolean;
  readonly text: string;
  /** Letters that stand before the code's own in its first line. */
  readonly offset: number;
}

const shownFrames = 20;

/** Its name in stack traces. */
export const codeFile = 'code.js';

/**
 * The readings of what a caller wrote: an expression (a function, `module.exports = …`), the body of a function, a module.
 * All are on the lines on which the caller has them.
 */
export function formsOf(code: string): readonly CodeForm[] {
  const forms = [
    wrapped('(async function(){return (', code.replace(/[;\s]+$/, ''), '\n)})'),
    wrapped('(async function(){', code, '\n})'),
  ];
  return looksLikeModule(code) ? [...forms, { isModule: true, text: code, offset: 0 }] : forms;
}

function wrapped(before: string, code: string, after: string): CodeForm {
  return { isModule: false, text: `${before}${code}${after}`, offset: before.length };
}

function looksLikeModule(code: string): boolean {
  return /^[ \t]*(?:export|import)\b/m.test(code) || /;[ \t]*export\b/.test(code);
}

/** Frames of the code's own lines in a stack of the interpreter, and the line of the first. */
export function framesOf(stack: string, offset: number): { readonly stack?: string; readonly line?: number } {
  const frames = stack.split('\n').flatMap((frame) => {
    const found = /^(\s*at .*?)code\.js:(\d+):(\d+)(\)?)$/.exec(frame);
    if (!found) return [];
    const [, before = '', line = '', column = '', after = ''] = found;
    const at = line === '1' ? Math.max(1, Number(column) - offset) : Number(column);
    return [{ line: Number(line), text: `${before}${codeFile}:${line}:${at}${after}` }];
  });
  const [first] = frames;
  return first === undefined
    ? {}
    : {
        stack: frames
          .slice(0, shownFrames)
          .map(({ text }) => text)
          .join('\n'),
        line: first.line,
      };
}
