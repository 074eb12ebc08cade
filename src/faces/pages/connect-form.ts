import { html } from 'hono/html';
import type { CredentialField } from '../../kernel/connector.ts';
import type { ConnectOption, ConnectPage } from '../../kernel/ports/connect.ts';
import type { Form } from './forms.ts';
import type { Markup } from './layout.ts';
import { sentence } from './words.ts';

/** Why a form is shown again: what was wrong, where, and what had been entered that is no secret. */
export interface Complaint {
  readonly message: string;
  readonly option: string;
  readonly entered: Form;
  /** Field → what is wrong with it. */
  readonly fields: Form;
}

export interface FormContext {
  /** Ties the form to the browser; undefined where no cookie can. */
  readonly token: string | undefined;
  readonly host: string;
  readonly complaint: Complaint | undefined;
  readonly isFramed: boolean;
}

/** The forms of all ways to connect: one on the page itself, several behind headings of which one is open. */
export function optionForms(subject: ConnectPage, context: FormContext): Markup {
  const [only, ...rest] = subject.options;
  // Whatever is chosen, a sandbox takes its own key.
  const others = subject.isSandbox ? [] : rest;
  if (only === undefined) return html`<p>This app offers no way to connect.</p>`;
  if (others.length === 0) return optionForm(subject, only, context);
  const isOpen = (option: ConnectOption) => option.key === (context.complaint?.option ?? only.key);
  return html`<h2 id="ways">How do you want to connect?</h2>${subject.options.map(
    (option) => html`<details name="way"${isOpen(option) ? html` open` : ''}>
      <summary><h3>${option.title}</h3></summary>${optionForm(subject, option, context)}</details>`,
  )}`;
}

function optionForm(subject: ConnectPage, option: ConnectOption, context: FormContext): Markup {
  if (option.unavailable !== undefined) {
    return html`<p class="note">${option.unavailable}. Whoever runs this gateway can set it; ask them, then open this page again.</p>`;
  }
  const complaint = context.complaint?.option === option.key ? context.complaint : undefined;
  const { signIn } = option;
  // A sign-in cannot happen in a frame: the app forbids it, and so do browsers with its cookies.
  const target = signIn !== undefined && context.isFramed ? html` target="_blank"` : '';
  return html`<form method="post" autocomplete="off"${target}>
    ${hidden(context)}<input type="hidden" name="option" value="${option.key}">
    ${complaint === undefined ? '' : html`<p class="bad" role="alert" id="complaint">${complaint.message}</p>`}
    ${subject.isSandbox ? '' : orderedFields(option).map(([name, field]) => fieldInput({ option, name, field, complaint, isFramed: context.isFramed }))}
    ${scopeList(subject, option)}
    ${signIn === undefined ? checkWords(subject, option) : html`<p>${signInWords(subject.appName, signIn)}</p>`}
    <button type="submit">${buttonText(signIn)}</button>
  </form>`;
}

export function hidden({ token }: Pick<FormContext, 'token'>): Markup | '' {
  return token === undefined ? '' : html`<input type="hidden" name="form" value="${token}">`;
}

/** What is needed first; of that what is no secret: a region says which key is meant. */
function orderedFields({ fields }: ConnectOption): [string, CredentialField][] {
  const rank = ({ secret, optional }: CredentialField) => (optional ? 2 : 0) + (secret ? 1 : 0);
  return Object.entries(fields).sort(([, a], [, b]) => rank(a) - rank(b));
}

function signInWords(appName: string, { by, host }: NonNullable<ConnectOption['signIn']>): Markup {
  if (by === 'device') return html`You get a code that you enter at <strong>${host}</strong>, on any device.`;
  return html`You sign in to ${appName} at <strong>${host}</strong> and come back here. This gateway never sees your password.`;
}

function checkWords({ appName, isSandbox }: ConnectPage, { fields, isChecked }: ConnectOption): Markup | '' {
  if (isSandbox || Object.keys(fields).length === 0) return '';
  return isChecked
    ? html`<p class="soft">It is checked with ${appName} before it is kept.</p>`
    : html`<p class="soft">Nothing is checked before it is kept: no harmless request is known that would show whether ${appName} accepts it.</p>`;
}

function buttonText(signIn: ConnectOption['signIn']): string {
  if (signIn === undefined) return 'Connect';
  return signIn.by === 'device' ? 'Get a code' : `Continue to ${signIn.host}`;
}

function scopeList({ appName }: ConnectPage, { scopes = [] }: ConnectOption): Markup | '' {
  if (scopes.length === 0) return '';
  return html`<p><strong>${appName} will ask you to allow:</strong></p>
    <ul class="scopes">${scopes.map(({ name, description }) => html`<li>${description ?? name}${description === undefined ? '' : html` <code>${name}</code>`}</li>`)}</ul>`;
}

interface FieldPlace {
  readonly option: ConnectOption;
  readonly name: string;
  readonly field: CredentialField;
  readonly complaint: Complaint | undefined;
  readonly isFramed: boolean;
}

/** What was entered as a secret is never shown again, so a refused one has to be entered anew. */
function fieldInput({ option, name, field, complaint, isFramed }: FieldPlace): Markup {
  const id = `${option.key || 'default'}-${name}`;
  const wrong = complaint && Object.hasOwn(complaint.fields, name) ? complaint.fields[name] : undefined;
  const isAnywhere = Object.keys(complaint?.fields ?? {}).some((one) => Object.hasOwn(option.fields, one));
  // A refusal by the app is about the secret, wherever it does not say otherwise.
  const isFirst =
    complaint !== undefined && (isAnywhere ? firstWrong(option, complaint) === name : firstSecret(option) === name);
  const described = [wrong === undefined ? '' : `${id}-wrong`, isFirst ? 'complaint' : '', `${id}-help`]
    .join(' ')
    .trim();
  const state = html`aria-describedby="${described}"${wrong === undefined ? '' : html` aria-invalid="true"`}${isFirst ? focusMark(isFramed) : ''}${field.optional ? '' : html` required`}`;
  const kept = field.secret ? undefined : complaint?.entered[name];
  return html`<label for="${id}">${field.title}${field.optional ? html` <span class="soft">(optional)</span>` : ''}</label>
    ${wrong === undefined ? '' : html`<small class="wrong" id="${id}-wrong">${sentence(withoutHelp(wrong, field))}</small>`}
    ${field.choices ? choices({ id, name, field, kept }, state) : textInput({ id, name, field, kept }, state)}
    <small id="${id}-help">${field.description}${field.example === undefined || field.secret ? '' : ` Example: ${field.example}`}</small>`;
}

/** What is wrong without the help that stands below the field anyway. */
function withoutHelp(wrong: string, { description }: CredentialField): string {
  return wrong.replace(` ${description}`, '').replace(/\.$/, '');
}

/** Browsers do not focus anything in a frame of another site by themselves; there the script does. */
export function focusMark(isFramed: boolean): Markup {
  return isFramed ? html` data-focus` : html` autofocus`;
}

interface Control {
  readonly id: string;
  readonly name: string;
  readonly field: CredentialField;
  readonly kept: string | undefined;
}

function choices({ id, name, field, kept }: Control, state: Markup): Markup {
  const first = field.optional ? 'Find out' : 'Choose';
  return html`<select id="${id}" name="${name}" ${state}><option value="">${first}</option>${field.choices?.map(
    (choice) => html`<option${choice === kept ? html` selected` : ''}>${choice}</option>`,
  )}</select>`;
}

function textInput({ id, name, field, kept }: Control, state: Markup): Markup {
  const type = field.secret ? 'password' : 'text';
  const value = kept === undefined ? '' : html` value="${kept}"`;
  // Password managers offer what they know of this site, which is never the app's key.
  return html`<input id="${id}" name="${name}" type="${type}"${value} autocomplete="off" autocapitalize="none" spellcheck="false" data-1p-ignore ${state}>`;
}

function firstWrong({ fields }: ConnectOption, complaint: Complaint): string | undefined {
  return Object.keys(fields).find((name) => Object.hasOwn(complaint.fields, name));
}

function firstSecret({ fields }: ConnectOption): string | undefined {
  return Object.entries(fields).find(([, { secret }]) => secret)?.[0];
}
