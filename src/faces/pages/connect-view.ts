import { html } from 'hono/html';
import type { ConnectPage } from '../../kernel/ports/connect.ts';
import type { ConnectFlow, ConnectResult } from '../../kernel/ports/connect-flows.ts';
import { type FormContext, hidden, optionForms } from './connect-form.ts';
import { closeButton } from './connect-parts.ts';
import { questionForms } from './connect-question.ts';
import type { Markup } from './layout.ts';

/** The connect page itself: what is connected, for whom, where it is kept, and the forms. */
export function connectView(subject: ConnectPage, context: FormContext, flow: ConnectFlow | undefined): Markup {
  const { question, credentialsHelp } = subject;
  return html`<header class="app"><span class="mark" aria-hidden="true">${[...subject.appName][0]?.toUpperCase() ?? ''}</span>
      <div><h1>Connect ${subject.appName}</h1><p class="soft">${subject.appDescription}</p></div></header>
    ${flow?.prompt === undefined ? '' : quotation(flow.prompt, subject)}
    ${facts(subject, context)}
    ${strangersNote(subject)}
    ${subject.isSandbox ? html`<p class="note">This is the sandbox: an imitation of ${subject.appName} on the gateway’s machine. It needs no account: its own key is used, there is nothing to enter, and nothing reaches the real app.</p>` : ''}
    ${subject.isConnected ? html`<p class="note">It is connected and works${subject.isSandbox ? '.' : '. What you do here replaces the credentials that it has.'}</p>` : ''}
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
    <dt>Kept</dt><dd>encrypted in the vault of this gateway, <strong>${host}</strong></dd>
    ${destinations(subject)}</dl>
    <p class="soft">Go on only if you know who asked.</p>`;
}

function destinations(subject: ConnectPage): Markup | '' {
  const hosts = [...new Set(subject.options.flatMap(({ sentTo }) => sentTo))];
  if (hosts.length === 0) return '';
  const named = hosts.map((one, index) => html`${index === 0 ? '' : ' and '}<strong>${one}</strong>`);
  const by = subject.addedBy === undefined ? '' : html`, as ${definer(subject)} defined it`;
  return html`<dt>Sent to</dt><dd>${named} only${by}</dd>`;
}

/** Somebody may have added an app under a name that people trust, with an address of their own. */
function strangersNote(subject: ConnectPage): Markup | '' {
  const { addedBy, appName } = subject;
  if (addedBy === undefined || addedBy.strangers.length === 0) return '';
  const { domain, strangers } = addedBy;
  const whose = domain === '' ? appName : domain;
  const what =
    domain === ''
      ? html`Nothing shows that this belongs to ${whose}: the app was added by its name alone.`
      : html`This does not belong to <strong>${whose}</strong>.`;
  return html`<p class="note warning" role="note">Careful: what you enter here, or allow, goes to <strong>${strangers.join(' and ')}</strong>. ${what}
    The address was given by ${definer(subject)}, and nobody has checked it. Go on only if you know that ${whose} uses it.</p>`;
}

function definer({ addedBy, tenantKey }: ConnectPage): Markup {
  return addedBy?.who === 'tenant' ? html`this tenant (${tenantKey})` : html`this workspace`;
}

function quotation(prompt: string, { requestedBy }: ConnectPage): Markup {
  return html`<figure><figcaption>${requestedBy === undefined ? 'Whoever asked says:' : html`<strong>${requestedBy}</strong> says:`}</figcaption><blockquote>${prompt}</blockquote></figure>`;
}

/** What a success page is about; less is known where the answer is told a second time. */
export type Connected = Pick<ConnectPage, 'appName' | 'connectionName'> & Partial<Pick<ConnectPage, 'credentials'>>;

/** What a person sees when it worked. */
export function connectedView(
  subject: Connected,
  next: { readonly redirect?: string; readonly isFramed?: boolean },
): Markup {
  const { redirect, isFramed } = next;
  return html`<p class="good" aria-hidden="true">✓</p>
    <h1>${subject.appName} is connected</h1>
    <p>The connection <strong>${subject.connectionName}</strong> is ready. ${keptWords(subject)}</p>
    ${
      redirect === undefined
        ? html`<p>Whoever asked for it goes on by itself. ${isFramed ? '' : 'You can close this tab.'}</p>${closeButton('Close')}`
        : html`<p>You are taken back to <strong>${hostOf(redirect)}</strong>.</p><p><a class="button" href="${redirect}">Go on</a></p>`
    }`;
}

function keptWords({ appName, credentials }: Connected): string {
  switch (credentials) {
    case 'checked':
      return `${appName} accepted it, and it is sealed in the vault of this gateway.`;
    case 'unchecked':
      return `What you entered is sealed in the vault of this gateway. It was kept, but not checked, because no harmless request is known that would show whether ${appName} accepts it.`;
    case 'sandbox':
      return 'It uses the sandbox’s own key.';
    case 'none':
      return `${appName} asks for no credentials.`;
    default:
      return 'Its credentials are sealed in the vault of this gateway.';
  }
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
