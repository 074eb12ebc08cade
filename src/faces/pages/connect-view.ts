import { html } from 'hono/html';
import type { ConnectPage } from '../../kernel/ports/connect.ts';
import type { ConnectFlow, ConnectResult } from '../../kernel/ports/connect-flows.ts';
import { type FormContext, hidden, optionForms } from './connect-form.ts';
import { closeButton, type Markup } from './connect-parts.ts';
import { questionForms } from './connect-question.ts';

/** The connect page itself: what is connected, for whom, where it is kept, and the forms. */
export function connectView(subject: ConnectPage, context: FormContext, flow: ConnectFlow | undefined): Markup {
  const { question, credentialsHelp } = subject;
  return html`<header class="app"><span class="mark" aria-hidden="true">${[...subject.appName][0]?.toUpperCase() ?? ''}</span>
      <div><h1>Connect ${subject.appName}</h1><p class="soft">${subject.appDescription}</p></div></header>
    ${facts(subject, context)}
    ${subject.isSandbox ? html`<p class="note">This is the sandbox: an imitation of ${subject.appName} on the gateway’s machine. It needs no account, and nothing reaches the real app.</p>` : ''}
    ${subject.isConnected ? html`<p class="note">It is connected and works. What you do here replaces the credentials that it has.</p>` : ''}
    ${context.complaint === undefined && subject.error !== undefined ? html`<p class="bad">Last attempt: ${subject.error}.</p>` : ''}
    ${subject.isBuilding ? html`<p role="status">The gateway finds out how to talk to ${subject.appName}. This page goes on by itself.</p>` : question === undefined ? optionForms(subject, context) : questionForms(subject, question, context)}
    ${credentialsHelp === undefined || question !== undefined || subject.isBuilding || subject.isSandbox ? '' : html`<p><a href="${credentialsHelp}" target="_blank" rel="noreferrer">Where to find this in ${subject.appName}</a> <small>Opens ${hostOf(credentialsHelp)} in a new tab.</small></p>`}
    <p data-done role="status" hidden>${subject.appName} is connected. You can go on.</p>
    ${flow === undefined ? '' : html`<form class="plain" method="post">${hidden(context)}<button type="submit" class="quiet" name="cancel" value="1">Cancel</button></form>`}`;
}

function facts(subject: ConnectPage, { host }: FormContext): Markup {
  return html`<dl class="facts">
    <dt>Connection</dt><dd>${subject.connectionName}</dd>
    <dt>For</dt><dd>${subject.tenantKey}</dd>
    <dt>Asked</dt><dd>${subject.requestedBy === undefined ? '' : html`by <strong>${subject.requestedBy}</strong>, `}on ${moment(subject.requestedAt)}</dd>
    <dt>Kept</dt><dd>encrypted in the vault of this gateway, <strong>${host}</strong>. ${subject.isSandbox ? '' : html`It is checked with ${subject.appName} first and sent nowhere else.`}</dd></dl>
    <p class="soft">Go on only if you know who asked.</p>`;
}

/** What a person sees when it worked. */
export function connectedView(
  subject: Pick<ConnectPage, 'appName' | 'connectionName'>,
  next: { readonly redirect?: string; readonly isFramed?: boolean },
): Markup {
  const { redirect, isFramed } = next;
  return html`<p class="good" aria-hidden="true">✓</p>
    <h1>${subject.appName} is connected</h1>
    <p>The connection <strong>${subject.connectionName}</strong> is ready. What you entered is sealed in the vault of this gateway.</p>
    ${
      redirect === undefined
        ? html`<p>Whoever asked for it goes on by itself. ${isFramed ? '' : 'You can close this tab.'}</p>${closeButton('Close')}`
        : html`<p>You are taken back to <strong>${hostOf(redirect)}</strong>.</p><p><a class="button" href="${redirect}">Go on</a></p>`
    }`;
}

/** What a person sees when nothing comes of it. */
export function failedView(message: string, next: { readonly retryPath?: string; readonly redirect?: string }): Markup {
  const { retryPath, redirect } = next;
  return html`<h1>It is not connected</h1><p class="bad" role="alert">${message}</p>
    ${retryPath === undefined ? '' : html`<p><a class="button" href="${retryPath}">Try again</a></p>`}
    ${redirect === undefined ? '' : html`<p><a class="button" href="${redirect}">Back to ${hostOf(redirect)}</a></p>`}
    ${retryPath === undefined && redirect === undefined ? html`<p>You can close this tab.</p>${closeButton('Close')}` : ''}`;
}

/** Where the browser goes with the result: `connectionId`, or `error` and `errorCode`; with `customState` as it was given. */
export function redirectOf(flow: ConnectFlow | undefined, result: ConnectResult | undefined): string | undefined {
  if (flow?.redirectUri === undefined || result === undefined) return undefined;
  const url = new URL(flow.redirectUri);
  if (result.type === 'newConnectionCreated') url.searchParams.set('connectionId', result.connection.id);
  else {
    url.searchParams.set('error', result.error);
    if (result.connectionId !== undefined) url.searchParams.set('connectionId', result.connectionId);
  }
  if (flow.customState !== undefined) url.searchParams.set('customState', flow.customState);
  return url.href;
}

export function hostOf(address: string): string {
  return new URL(address).host;
}

function moment(at: number): Markup {
  const date = new Date(at);
  const text = `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${date.toISOString().slice(11, 16)} UTC`;
  return html`<time datetime="${date.toISOString()}">${text}</time>`;
}

const months = 'January February March April May June July August September October November December'.split(' ');
