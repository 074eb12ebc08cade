import type { CommandInput } from '../../../../kernel/command.ts';
import { exitCodes } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import { harmless } from '../../term/width.ts';
import { whyHeadless } from '../headless.ts';
import { loginAsOwner } from './as-owner.ts';
import { clientName } from './client-name.ts';
import { gatewayForLogin } from './find-gateway.ts';
import { loginWithToken } from './given-token.ts';
import { loginInBrowser } from './in-browser.ts';
import { announceLogin, type LoginWish } from './request.ts';

/** Begins a login: in the browser where a person sits here, else by printing the address to open. */
export async function login(context: CliContext, { flags }: CommandInput): Promise<number> {
  const { io, globals, out } = context;
  if (flags['owner'] === true) return loginAsOwner(context);
  const isHeadless = whyHeadless(context, flags);
  if (isHeadless !== undefined && globals.debug) io.stderr.write(`debug: no browser is opened: ${isHeadless}\n`);
  const choice = await gatewayForLogin(context, { isHeadless: isHeadless !== undefined });
  if (flags['with-token'] === true) return loginWithToken(context, choice);
  const wish = wishOf(context, flags);
  if (isHeadless === undefined) return loginInBrowser(context, choice, wish);
  const { offer, pending } = await out.during('Asking the gateway', () => announceLogin(context, choice, wish));
  const document = {
    status: 'pending',
    authorizationUrl: offer.authorizationUrl,
    userCode: offer.userCode,
    expiresAt: new Date(pending.expiresAt).toISOString(),
    nextStep: `${io.program} login complete <code>`,
    agentInstructions: instructions(io.program, offer.userCode),
  };
  if (out.isJson) out.json(document);
  else out.raw(pendingText(context, document));
  return exitCodes.ok;
}

function wishOf({ io, globals }: CliContext, flags: CommandInput['flags']): LoginWish {
  const { tenant, clientName: given } = flags;
  const key = typeof tenant === 'string' && tenant.trim() !== '' ? tenant.trim() : globals.tenantKey;
  return {
    clientName: clientName(typeof given === 'string' ? given : undefined, io.env),
    tenantKey: key,
    asManager: tenant === undefined || tenant === false ? key === undefined : false,
    withSecrets: flags['secrets'] === true,
  };
}

function instructions(program: string, userCode: string): string {
  return [
    'Ask the user to open authorizationUrl in a browser on any device,',
    `to check that the page shows ${userCode}, and to approve.`,
    'The page then shows another code: ask the user for it',
    `and run "${program} login complete <code>" with it. Do not wait in this command, and do not open the address yourself.`,
  ].join(' ');
}

function pendingText(
  { io, out }: CliContext,
  login: { authorizationUrl: string; userCode: string; expiresAt: string; nextStep: string },
): string {
  const minutes = Math.max(1, Math.round((Date.parse(login.expiresAt) - io.now()) / 60_000));
  return [
    'Open this address in a browser, on any device, and approve:',
    '',
    out.style.paint('cyan', harmless(login.authorizationUrl)),
    '',
    `The page shows ${out.style.paint('bold', harmless(login.userCode))}; if it shows another code, do not approve.`,
    `The address works for ${minutes} min. After the approval the page shows a code. Then run:`,
    '',
    `  ${login.nextStep}`,
    '',
  ].join('\n');
}
