import { html } from 'hono/html';
import type { ConnectPage, PageQuestion } from '../../kernel/ports/connect.ts';
import { type Complaint, type FormContext, focusMark, hidden } from './connect-form.ts';
import type { Markup } from './layout.ts';
import { sentence } from './words.ts';

const kinds = [
  ['bearer', 'A token, sent as Authorization: Bearer'],
  ['api_key_header', 'An API key in a header of its own'],
  ['api_key_query', 'An API key in the address'],
  ['basic', 'A user name and a password (HTTP Basic)'],
  ['oauth2', 'Signing in with OAuth 2'],
  ['none', 'Nothing: the API is open'],
] as const;

interface Field {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly when?: (typeof kinds)[number][0];
  readonly isOptional?: boolean;
  readonly isSecret?: boolean;
  /** What stands in it before anybody has entered something. */
  readonly given?: string | undefined;
}

const fields: readonly Field[] = [
  { name: 'headerName', title: 'Name of the header', help: 'As in X-Api-Key', when: 'api_key_header' },
  {
    name: 'prefix',
    title: 'Word before the key',
    help: 'As in Token; empty for none',
    when: 'api_key_header',
    isOptional: true,
  },
  { name: 'paramName', title: 'Name of the parameter', help: 'As in api_key', when: 'api_key_query' },
  { name: 'authorizeUrl', title: 'Authorization address', help: 'Where people sign in', when: 'oauth2' },
  { name: 'tokenUrl', title: 'Token address', help: 'Where codes become tokens', when: 'oauth2' },
  { name: 'scopes', title: 'Scopes', help: 'Separated by spaces', when: 'oauth2', isOptional: true },
  {
    name: 'clientId',
    title: 'Client id',
    help: 'Of this gateway, as it is registered at the app',
    when: 'oauth2',
    isOptional: true,
  },
  {
    name: 'clientSecret',
    title: 'Client secret',
    help: 'Sealed in the vault',
    when: 'oauth2',
    isOptional: true,
    isSecret: true,
  },
  {
    name: 'testPath',
    title: 'Path to check with',
    help: 'A harmless GET path that only works with valid credentials, such as /me. Without it nothing is checked before it is kept',
    isOptional: true,
  },
];

/** The form for what has to be known before there is anything to connect. */
export function questionForms(subject: ConnectPage, question: PageQuestion, context: FormContext): Markup {
  return question.about === 'app' ? whichApp(question, context) : howToTalk(subject, question, context);
}

function whichApp({ candidates }: Extract<PageQuestion, { about: 'app' }>, context: FormContext): Markup {
  return html`<form method="post" autocomplete="off">${hidden(context)}${alertOf(context)}
    <fieldset><legend>Several apps answer to this address. Which one is meant?</legend>
    ${candidates.map(
      ({ id, name, description }) =>
        html`<label class="choice"><input type="radio" name="app" value="${id}" required><span>${name}<small>${description}</small></span></label>`,
    )}</fieldset><button type="submit" name="answer" value="app">Continue</button></form>`;
}

function howToTalk(
  { appName }: ConnectPage,
  { baseUrl }: Extract<PageQuestion, { about: 'definition' }>,
  context: FormContext,
): Markup {
  const { complaint } = context;
  const isDocument = complaint?.entered['answer'] === 'openapi';
  const [ofAddress, ofDocument] = isDocument ? [without(context), context] : [context, without(context)];
  const badDocument = ofDocument.complaint?.fields['openapi'];
  return html`<p>This gateway does not know ${appName} yet. Say how to talk to it; its own documents for developers tell. Your credentials
    are asked for afterwards.</p>
    <details name="way"${isDocument ? '' : html` open`}><summary><h2>Enter the address of its API</h2></summary>
      <form method="post" autocomplete="off">${hidden(context)}${alertOf(ofAddress)}
      ${input({ name: 'baseUrl', title: 'Base address', help: 'What every request begins with, as in https://api.example.com/v1', given: baseUrl }, ofAddress)}
      <fieldset><legend>How does it know who asks?</legend>${kinds.map(
        ([kind, text], index) =>
          html`<label class="choice"><input type="radio" name="auth" value="${kind}" required${isChosen(kind, index, complaint) ? html` checked` : ''}><span>${text}</span></label>`,
      )}</fieldset>
      ${fields.map((field) => (field.when === undefined ? input(field, ofAddress) : html`<div class="when when-${field.when}">${input(field, ofAddress)}</div>`))}
      <button type="submit" name="answer" value="definition">Continue</button></form></details>
    <details name="way"${isDocument ? html` open` : ''}><summary><h2>Use its OpenAPI document</h2></summary>
      <form method="post" autocomplete="off">${hidden(context)}${alertOf(ofDocument)}
      <label for="openapi">Address of the document, or the document itself</label>
      ${badDocument === undefined ? '' : html`<small class="wrong" id="openapi-wrong">${sentence(badDocument)}</small>`}
      <textarea id="openapi" name="openapi" required spellcheck="false" aria-describedby="${badDocument === undefined ? '' : 'openapi-wrong '}openapi-help"${marks('openapi', ofDocument)}>${isDocument ? (complaint?.entered['openapi'] ?? '') : ''}</textarea>
      <small id="openapi-help">JSON, or an https address of it. It says where the API is and how it knows who asks.</small>
      ${input({ name: 'baseUrl', title: 'Base address', help: 'Only if the document names none, or several', isOptional: true }, ofDocument, 'document-')}
      ${input({ name: 'securityScheme', title: 'Security scheme', help: 'Only if the document names several', isOptional: true }, ofDocument)}
      <button type="submit" name="answer" value="openapi">Continue</button></form></details>`;
}

function isChosen(kind: string, index: number, complaint: Complaint | undefined): boolean {
  return complaint === undefined ? index === 0 : complaint.entered['auth'] === kind;
}

function without(context: FormContext): FormContext {
  return { ...context, complaint: undefined };
}

/** What is wrong takes the focus: the first field that is marked, or else what is said of the whole. */
function alertOf({ complaint, isFramed }: FormContext): Markup | '' {
  if (complaint === undefined) return '';
  const focus = Object.keys(complaint.fields).length === 0 ? html` tabindex="-1"${focusMark(isFramed)}` : '';
  return html`<p class="bad" role="alert" id="complaint"${focus}>${complaint.message}</p>`;
}

function marks(name: string, { complaint, isFramed }: FormContext): Markup | '' {
  if (complaint === undefined || !Object.hasOwn(complaint.fields, name)) return '';
  const isFirst = Object.keys(complaint.fields)[0] === name;
  return html` aria-invalid="true"${isFirst ? focusMark(isFramed) : ''}`;
}

/** Fields that belong to one kind of answer are hidden without it, so the browser must not insist on them. */
function input(field: Field, context: FormContext, prefix = ''): Markup {
  const { complaint } = context;
  const { name, title, help, isSecret } = field;
  const id = `${prefix}${name}`;
  const wrong = complaint && Object.hasOwn(complaint.fields, name) ? complaint.fields[name] : undefined;
  const kept = isSecret ? undefined : complaint ? complaint.entered[name] : field.given;
  const isRequired = !field.isOptional && field.when === undefined;
  return html`<label for="${id}">${title}${field.isOptional ? html` <span class="soft">(optional)</span>` : ''}</label>
    ${wrong === undefined ? '' : html`<small class="wrong" id="${id}-wrong">${sentence(wrong)}</small>`}
    <input id="${id}" name="${name}" type="${isSecret ? 'password' : 'text'}"${kept === undefined ? '' : html` value="${kept}"`} autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="${wrong === undefined ? '' : `${id}-wrong `}${id}-help"${marks(name, context)}${isRequired ? html` required` : ''}>
    <small id="${id}-help">${help}</small>`;
}
