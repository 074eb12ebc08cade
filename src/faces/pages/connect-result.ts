import type { Context } from 'hono';
import type { ConnectFlow } from '../../kernel/ports/connect-flows.ts';
import { type ConnectPages, type Shown, show } from './connect-parts.ts';
import { type Connected, connectedView, redirectOf } from './connect-view.ts';

/** Says that it worked: to the person, and to whoever waits for the flow. */
export async function showConnected(
  c: Context,
  parts: ConnectPages,
  subject: Connected,
  flow: ConnectFlow | undefined,
  place: Pick<Shown, 'isPart' | 'isAnswer'> = {},
): Promise<Response> {
  const result = flow === undefined ? undefined : await parts.flows.result(flow);
  const redirect = redirectOf(flow, result);
  const next = { ...(redirect === undefined ? {} : { redirect }), isFramed: flow?.isFramed ?? false };
  return show(c, parts, {
    title: `${subject.appName} is connected`,
    body: connectedView(subject, next),
    flow,
    ...place,
    ...(result === undefined ? {} : { result }),
    // A part of a page cannot lead the whole page on, but its link can.
    ...(redirect === undefined || place.isPart ? {} : { refresh: { seconds: 1, url: redirect } }),
  });
}
