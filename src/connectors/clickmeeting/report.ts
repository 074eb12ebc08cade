import type { RunTools } from '../../kernel/action.ts';
import { report } from './schemas/session.ts';

const firstPauseMs = 500;
const longestPauseMs = 5_000;

/**
 * Asks for a PDF report until it is finished or has failed, with growing pauses.
 * Units: `waitSeconds` is the time spent in pauses; 0 asks once. Gives the last state when the time is over.
 */
export async function finishedReport(address: string, waitSeconds: number, tools: Pick<RunTools, 'call' | 'sleep'>) {
  let leftMs = waitSeconds * 1000;
  let pauseMs = firstPauseMs;
  for (;;) {
    const { body } = await tools.call({ method: 'GET', path: address });
    const state = report.from(body);
    if (state.status === 'FINISHED' || state.status === 'FAILED' || leftMs <= 0) return state;
    const waitMs = Math.min(pauseMs, leftMs);
    await tools.sleep(waitMs);
    leftMs -= waitMs;
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
  }
}
