import { html } from 'hono/html';
import type { ApprovalPage, GrantedScope } from '../../kernel/ports/oauth.ts';
import type { Markup } from './layout.ts';

/** What a scope allows, for somebody who never heard of scopes. */
const scopeWords: Readonly<Record<GrantedScope, readonly [title: string, explanation: string]>> = {
  'actions:read': ['Read from connected apps', 'Run actions that change nothing, and look at past runs'],
  'actions:write': ['Change things in connected apps', 'Create, update and delete there, and send messages'],
  'connections:manage': ['Connect and disconnect apps', 'Also rename connections and log programs out'],
  proxy: ['Send any request to connected apps', 'With your credentials, beyond the prepared actions'],
  'secrets:read': ['Read stored credentials back', 'Passwords and keys of connected apps, in the clear'],
  manage: ['Manage the whole workspace', 'Every tenant, token and setting of this gateway'],
};

/** What an approver needs to know of a request: who asks, from where, when, and where the answer goes. */
export function requestFacts(subject: ApprovalPage, now: number): Markup {
  return html`<dl>
    <dt>Program</dt><dd>${subject.clientName}${subject.isBuiltIn ? '' : html` <small>It chose this name itself.</small>`}</dd>
    ${subject.label === '' ? '' : html`<dt>Calls itself</dt><dd>${subject.label}</dd>`}
    <dt>Asked from</dt><dd>${subject.isThisMachine ? `this machine (${subject.ip})` : subject.ip}${
      subject.userAgent === '' ? '' : html`<small>${subject.userAgent}</small>`
    }</dd>
    <dt>When</dt><dd>${ago(now - subject.askedAt)}</dd>
    ${subject.resource === null ? '' : html`<dt>Good for</dt><dd>${subject.resource} alone, and what is below it</dd>`}
    ${subject.answer.kind === 'code' ? '' : html`<dt>Answer goes to</dt><dd>${subject.answer.kind === 'program' ? 'a program on your machine: ' : ''}${subject.answer.origin}</dd>`}
  </dl>`;
}

/** Whom the program will act for: an owner chooses, a member has one tenant. */
export function tenantField({ key, isFree, isNew, known }: ApprovalPage['tenant']): Markup {
  if (!isFree) return html`<p>It will act for <strong>${key}</strong>.</p>`;
  return html`<label for="tenant">It acts for the tenant</label>
    <input id="tenant" name="tenant" value="${key}" list="tenants" required maxlength="200" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="tenant-help">
    <datalist id="tenants">${known.map((one) => html`<option value="${one}"></option>`)}</datalist>
    ${isNew ? html`<input type="hidden" name="newTenant" value="${key}"><p><strong>There is no tenant ${key} yet: approving creates it.</strong></p>` : ''}
    <small id="tenant-help">One that exists, or a new name. A tenant has its own connections, which no other sees.</small>`;
}

/** One line with a box for each scope that was asked for. */
export function scopeFields({ scopes, withheld }: ApprovalPage, ticked: readonly string[]): Markup {
  return html`<fieldset><legend>What it may do</legend>
    ${scopes.map((scope) => {
      const [title, explanation] = scopeWords[scope];
      return html`<label class="choice"><input type="checkbox" name="scope:${scope}" value="on"${ticked.includes(scope) ? html` checked` : ''}><span>${title}<small>${explanation}</small></span></label>`;
    })}
    ${withheld.map((scope) => html`<p><small>It also asks for “${scopeWords[scope][0]}”, which only an owner can allow.</small></p>`)}
  </fieldset>`;
}

/** `2 minutes ago`. */
function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 1 ? 'just now' : minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
}
