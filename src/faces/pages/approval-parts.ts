import { html } from 'hono/html';
import type { ApprovalSubject } from '../../kernel/ports/approvals.ts';
import type { Markup } from './layout.ts';

const effectWords = {
  read: 'Reads from the app; it changes nothing there.',
  write: 'Changes data in the app, or sends something.',
  destroy: 'Deletes or ends something in the app. It cannot be undone.',
} as const;

/** Who asks, for what, on which account, and what that does. What came from elsewhere is quoted, never part of our own words. */
export function approvalFacts(subject: ApprovalSubject): Markup {
  const { requestedBy, tenantKey, appName, connectionName = '', isSandbox, effect, isCharged, action } = subject;
  return html`<dl>
    <dt>Asked by</dt><dd>${visible(requestedBy)}<small>for the tenant ${visible(tenantKey)}</small></dd>
    <dt>Action</dt><dd>${visible(subject.title)}<small>${visible(action)}</small></dd>
    ${connectionName === '' ? '' : html`<dt>Account</dt><dd>${visible(connectionName)}<small>${visible(appName)}${isSandbox ? ', its sandbox on this machine' : ''}</small></dd>`}
    <dt>What it does</dt><dd>${effectWords[effect]}${isCharged ? html`<br><strong>The app may charge for it.</strong>` : ''}${subject.description === '' ? '' : html`<small>In its author's words: ${visible(subject.description)}</small>`}</dd>
  </dl>
  ${subject.definition === undefined ? '' : html`<p>Whoever saved or asked this chose its name and description. What counts is what runs, below.</p>`}`;
}

/** What runs, the exact input, and what the action says that it would do. */
export function approvalContents({
  definition,
  definitionCut = 0,
  inputText,
  cut,
  previewText,
}: ApprovalSubject): Markup {
  return html`${definition === undefined ? '' : html`<h2>What runs</h2><pre tabindex="0" aria-label="What runs">${visible(indented(definition))}</pre>`}
    ${definitionCut === 0 ? '' : html`<p class="bad">${definitionCut} more characters of it are not shown here. Approve only if you know what they are.</p>`}
    <h2>What it is given</h2>
    <pre tabindex="0" aria-label="Input">${visible(inputText)}</pre>
    ${cut === 0 ? '' : html`<p class="bad">${cut} more characters are not shown here. Approve only if you know what they are.</p>`}
    ${previewText === undefined ? '' : html`<h2>What it would send or do</h2><pre tabindex="0" aria-label="Preview">${visible(previewText)}</pre>`}`;
}

/** Indentation by tabs as blanks: code is read more easily so. */
function indented(code: string): string {
  return code.replace(/\r\n/g, '\n').replace(/^\t+/gm, (tabs) => '  '.repeat(tabs.length));
}

// Line feeds are those of the JSON: within its texts they are written as codes.
const unseen = /(?!\n)[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Characters that turn text around, hide in it or look like nothing, as their codes: what is approved is what is seen. */
function visible(text: string): string {
  return text.replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** What has become of a question that is not open any more. */
export function endedText({ status, decidedBy, actionRunId }: ApprovalSubject): readonly [title: string, text: string] {
  const by = decidedBy === undefined ? '' : ` by ${decidedBy}`;
  switch (status) {
    case 'approved':
      return ['Approved', `It was approved${by}. The program may now do exactly this, once, within 15 minutes.`];
    case 'denied':
      return ['Denied', `It was denied${by}. Nothing was done.`];
    case 'used':
      return ['Done', `It was approved${by}, and its run ${actionRunId ?? ''} has begun.`];
    default:
      return ['This question is too old', 'Nothing was done. The program can ask again.'];
  }
}
