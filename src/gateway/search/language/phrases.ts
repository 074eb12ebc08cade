import type { VerbClass } from './verbs.ts';

/** Several words that say one thing to do; `*` stands for up to five words between (`take … off`). First match wins, longest first. */
const phrases: Readonly<Record<string, VerbClass>> = {
  'get rid of': 'delete',
  'do away with': 'delete',
  'throw * away': 'delete',
  'throw * out': 'delete',
  'take * off': 'delete',
  'take * out of': 'delete',
  'take * down': 'unpublish',
  'kick * out': 'delete',
  'clean * up': 'delete',
  'cross * off': 'delete',
  'strike * off': 'delete',
  'wipe * out': 'delete',
  'no longer': 'delete',
  'no more': 'stop',
  'not any more': 'delete',
  'fed up with': 'delete',
  'cut * out': 'delete',
  'pull * out': 'get',
  'call * off': 'cancel',
  'back out of': 'cancel',
  'changed * mind': 'cancel',
  'turn * down': 'reject',
  'opt * out': 'unsubscribe',
  'stop getting': 'unsubscribe',
  'stop receiving': 'unsubscribe',
  'sign * up': 'register',
  'opt * in': 'subscribe',
  'put * on * list': 'subscribe',
  'sign * off': 'approve',
  'give * green light': 'approve',
  'set * up': 'create',
  'make * new': 'create',
  'write * down': 'create',
  'spin * up': 'create',
  'come * up with': 'generate',
  'put * together': 'create',
  'open * new': 'create',
  'start * new': 'create',
  'jot * down': 'create',
  'remind me': 'create',
  'keep a record': 'log',
  'make a note': 'create',
  'take a note': 'create',
  'leave a note': 'create',
  'put in a': 'create',
  'bring * in': 'import',
  'bring * into': 'import',
  'load * into': 'import',
  'look * up': 'search',
  'look for': 'search',
  'hunt * down': 'search',
  'track * down': 'search',
  'search for': 'search',
  'find out': 'get',
  'check on': 'check',
  'check if': 'check',
  'check whether': 'check',
  'see if': 'check',
  'make sure': 'verify',
  'pull * up': 'get',
  'bring * up': 'get',
  'tell me': 'get',
  'let me see': 'get',
  'show me': 'list',
  'give me': 'get',
  'take a look': 'get',
  'have a look': 'get',
  'dig * up': 'get',
  'catch up on': 'list',
  'go over': 'list',
  'go through': 'list',
  'keep an eye on': 'track',
  'keep track of': 'track',
  'how many': 'count',
  'number of': 'count',
  'how much': 'calculate',
  'how often': 'count',
  'what does * cost': 'estimate',
  'what would * cost': 'estimate',
  'how expensive': 'estimate',
  'work * out': 'calculate',
  'figure * out': 'calculate',
  'add * up': 'calculate',
  'turn * on': 'enable',
  'switch * on': 'enable',
  'turn * off': 'disable',
  'switch * off': 'disable',
  'shut * down': 'stop',
  'shut * off': 'disable',
  'put * on hold': 'pause',
  'hold off': 'pause',
  'start * again': 'resume',
  'carry on': 'resume',
  'pick * up again': 'resume',
  'kick * off': 'start',
  'fire * up': 'start',
  'bring * back': 'restore',
  'get * back': 'restore',
  'undo the delete': 'restore',
  'roll * back': 'restore',
  'open * again': 'reopen',
  'give * back': 'refund',
  'money back': 'refund',
  'pay * back': 'refund',
  'send * back': 'refund',
  'let * know': 'send',
  'get in touch': 'send',
  'reach out': 'send',
  'send * out': 'send',
  'hand * over': 'assign',
  'hand * to': 'assign',
  'put * in charge': 'assign',
  'push * back': 'reschedule',
  'put * off': 'reschedule',
  'bring * forward': 'reschedule',
  'move * to': 'move',
  'fill * in': 'fill',
  'fill * out': 'fill',
  'turn * into': 'convert',
  'change * into': 'convert',
  'convert * to': 'convert',
  'put * into words': 'generate',
  'boil * down': 'summarize',
  'sum * up': 'summarize',
  'the gist of': 'summarize',
  'go live': 'publish',
  'put * online': 'publish',
  'make * public': 'publish',
  'roll * out': 'publish',
  'tick * off': 'complete',
  'check * off': 'complete',
  'wrap * up': 'complete',
  'clock in': 'log',
  'clock out': 'log',
  'punch in': 'log',
  'punch out': 'log',
  'log * out': 'stop',
  'back * up': 'export',
  'save * as': 'export',
  'split * up': 'convert',
  'hang * up': 'stop',
  'try * out': 'test',
  'swap * out': 'update',
  'swap * for': 'update',
  'point * to': 'update',
  'let * in': 'invite',
  'let * join': 'invite',
  'give * access': 'share',
  'take * away': 'delete',
  'cash * out': 'pay',
  'pay * out': 'pay',
  'put * up': 'create',
  'ring * up': 'call',
  'phone * up': 'call',
  'follow * up': 'create',
  'line * up': 'schedule',
  'pencil * in': 'schedule',
};

interface Pattern {
  readonly parts: readonly string[];
  readonly verb: VerbClass;
}

const patterns: readonly Pattern[] = Object.entries(phrases)
  .map(([text, verb]) => ({ parts: text.split(' '), verb }))
  .sort((a, b) => b.parts.length - a.parts.length);
const patternsByFirst = grouped();
const longestGap = 5;

function grouped(): Map<string, Pattern[]> {
  const groups = new Map<string, Pattern[]>();
  for (const pattern of patterns) {
    const first = pattern.parts[0] ?? '';
    groups.set(first, [...(groups.get(first) ?? []), pattern]);
  }
  return groups;
}

/** The phrases in a sentence: where their own words stand, and what they want done. */
export function phrasesIn(lemmas: readonly string[]): { readonly verb: VerbClass; readonly at: readonly number[] }[] {
  const found: { verb: VerbClass; at: number[] }[] = [];
  const taken = new Set<number>();
  for (let start = 0; start < lemmas.length; start += 1) {
    for (const { parts, verb } of patternsByFirst.get(lemmas[start] ?? '') ?? []) {
      const at = matchAt(lemmas, parts, start);
      if (at === undefined || at.some((place) => taken.has(place))) continue;
      for (const place of at) taken.add(place);
      found.push({ verb, at });
      break;
    }
  }
  return found;
}

function matchAt(lemmas: readonly string[], parts: readonly string[], start: number): number[] | undefined {
  const at = [start];
  let place = start + 1;
  for (let part = 1; part < parts.length; part += 1) {
    if (parts[part] !== '*') {
      if (lemmas[place] !== parts[part]) return undefined;
      at.push(place);
      place += 1;
      continue;
    }
    const next = parts[part + 1];
    const end = Math.min(lemmas.length, place + longestGap + 1);
    while (place < end && lemmas[place] !== next) place += 1;
    if (place >= end || lemmas[place] !== next) return undefined;
  }
  return at;
}
