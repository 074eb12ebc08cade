import { isPorinError } from '../../../../kernel/errors.ts';
import type { Check } from '../../boot.ts';

/** One thing to look at. */
export interface Look {
  readonly name: string;
  /** How long it may take; 5 s when absent. */
  readonly limitMs?: number;
  look(): Promise<Check | readonly Check[]> | Check | readonly Check[];
}

const usualLimitMs = 5_000;

/** What a look finds. One that fails, or does not end in its time, is a finding itself and keeps no other from being made. */
export async function guarded({ name, limitMs = usualLimitMs, look }: Look): Promise<readonly Check[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check>((resolve) => {
    const message = `no answer within ${limitMs / 1000} s`;
    timer = setTimeout(() => resolve({ name, status: 'warn', message }), limitMs);
  });
  try {
    return [await Promise.race([Promise.resolve().then(look), late])].flat();
  } catch (error) {
    const hint = isPorinError(error) ? { hint: error.hint } : {};
    return [{ name, status: 'fail', message: error instanceof Error ? error.message : String(error), ...hint }];
  } finally {
    clearTimeout(timer);
  }
}
