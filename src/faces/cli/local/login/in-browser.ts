import { randomBytes } from 'node:crypto';
import { exitCodes, isPorinError, PorinError } from '../../../../kernel/errors.ts';
import { trimmed } from '../../address.ts';
import type { CliContext } from '../../context.ts';
import { recordOf } from '../../flags.ts';
import type { GatewayChoice } from '../../gateway.ts';
import { harmless } from '../../term/width.ts';
import { openBrowser } from '../open-browser.ts';
import { type Callback, listenForCallback } from './callback.ts';
import { removePending } from './pending.ts';
import { readLines, type TypedLines } from './prompt.ts';
import { finishLogin, finishPasted, overdue } from './redeem.ts';
import { type AnnouncedLogin, announceLogin, type LoginWish } from './request.ts';

type Event =
  | Callback
  | { readonly kind: 'typed'; readonly line: string }
  | { readonly kind: 'interrupted' | 'expired' };

/** Opens the approval page and waits until the browser or a pasted code brings the answer. */
export async function loginInBrowser(context: CliContext, choice: GatewayChoice, wish: LoginWish): Promise<number> {
  const state = randomBytes(16).toString('base64url');
  const listener = await listenForCallback(state);
  let outcome = 'The login failed; the terminal says why. You can close this tab.';
  try {
    const login = await announceLogin(context, choice, { ...wish, redirectUri: listener.redirectUri, state });
    const code = await waitForApproval(context, login, listener.arrived);
    if (code === exitCodes.ok) outcome = 'You are logged in. You can close this tab.';
    return code;
  } finally {
    await listener.close(outcome);
  }
}

async function waitForApproval(
  context: CliContext,
  login: AnnouncedLogin,
  arrived: Promise<Callback>,
): Promise<number> {
  const lines = readLines(context.io);
  const stop = stopEvents(context, login.pending.expiresAt);
  try {
    await showAddress(context, login);
    for (;;) {
      const event: Event = await Promise.race([arrived, typedLine(lines), stop.event]);
      const code = await answerTo(event, context, login);
      if (code !== undefined) return code;
    }
  } finally {
    stop.forget();
    lines.stop();
  }
}

/** What an event ends the login with; undefined when it goes on. */
async function answerTo(event: Event, context: CliContext, login: AnnouncedLogin): Promise<number | undefined> {
  const { io } = context;
  // The prompt waits at the end of its line.
  if (event.kind !== 'typed') io.stderr.write('\n');
  switch (event.kind) {
    case 'interrupted':
      removePending(io.env);
      io.stderr.write('Stopped: nobody was logged in\n');
      return exitCodes.interrupted;
    case 'expired':
      removePending(io.env);
      throw overdue();
    case 'refused':
      removePending(io.env);
      throw new PorinError('access_denied', `The login was not approved: ${harmless(event.error)}`, {
        hint: 'Start again with: porin login --tenant',
        details: { reason: event.error === 'access_denied' ? 'denied' : 'refused' },
      });
    case 'code':
      checkIssuer(event.issuer, login.issuer);
      return finishLogin(context, login.pending, event.code);
    case 'typed':
      return tryTyped(context, login, event.line);
  }
}

/** A code that is wrong may be typed again; the gateway counts. */
async function tryTyped(context: CliContext, login: AnnouncedLogin, line: string): Promise<number | undefined> {
  if (line.trim() === '') return undefined;
  try {
    return await finishPasted(context, login.pending, line);
  } catch (error) {
    const { mayRetry } = recordOf(isPorinError(error) ? error.details : undefined);
    if (!isPorinError(error) || mayRetry !== true) throw error;
    context.io.stderr.write(`${harmless(error.message)}\n${harmless(error.hint)}\nCode: `);
    return undefined;
  }
}

async function showAddress(context: CliContext, { offer }: AnnouncedLogin): Promise<void> {
  const { io, out } = context;
  const bold = (text: string) => out.style.paint('bold', text);
  const isOpen = await openBrowser(io, offer.authorizationUrl);
  const lines = [
    isOpen ? 'Your browser shows the login. If it does not, open this address:' : 'Open this address in a browser:',
    '',
    harmless(offer.authorizationUrl),
    '',
    `The page shows ${bold(harmless(offer.userCode))}; if it shows another code, do not approve.`,
    'Waiting for your approval. Is the browser on another machine? Let the page show a code and paste it here.',
    'Code: ',
  ];
  io.stderr.write(lines.join('\n'));
}

/** RFC 9207: another server's answer must not be redeemed at this one. */
function checkIssuer(given: string | undefined, expected: string): void {
  if (given === undefined || trimmed(given) === expected) return;
  throw new PorinError('access_denied', `The answer comes from ${harmless(given)}, not from ${expected}`, {
    hint: 'Start again with: porin login --tenant, and tell whoever runs the gateway',
  });
}

async function typedLine(lines: TypedLines): Promise<Event> {
  const line = await lines.next();
  // After Ctrl-D only the browser can bring an answer.
  return line === undefined ? new Promise(() => undefined) : { kind: 'typed', line };
}

function stopEvents({ io }: CliContext, expiresAt: number): { event: Promise<Event>; forget(): void } {
  let forget = () => {};
  const event = new Promise<Event>((resolve) => {
    const unsubscribe = io.onSignal(() => resolve({ kind: 'interrupted' }));
    const timer = setTimeout(() => resolve({ kind: 'expired' }), Math.max(0, expiresAt - io.now()));
    forget = () => {
      unsubscribe();
      clearTimeout(timer);
    };
  });
  return { event, forget };
}
