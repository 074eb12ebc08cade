import { expect, test } from 'vitest';
import type { ApprovalSubject } from '../../kernel/ports/approvals.ts';
import { approvalContents, approvalFacts } from './approval-parts.ts';

const subject: ApprovalSubject = {
  id: 'apr_1',
  status: 'pending',
  title: 'Delete a room',
  action: 'tiny.delete',
  app: 'tiny',
  connectionId: 'con_1',
  effect: 'destroy',
  isCharged: false,
  requestedBy: 'token “ci”',
  tenantId: 'ten_1',
  approvalUrl: 'http://gateway.test/approve/apr_1',
  createdAt: '2026-11-21T00:00:00.000Z',
  expiresAt: '2026-11-21T00:15:00.000Z',
  appName: 'Tiny',
  connectionName: 'Tiny',
  tenantKey: 'acme',
  isReadable: true,
  description: '',
  isSandbox: false,
  inputText: '{\n  "room": 1\n}',
  cut: 0,
};
// Turned around, hidden, invisible tags, blanks that are letters, a C1 control, a line separator.
const tricks = [
  '\u202e',
  '\u2066',
  '\u200b',
  '\u{e0041}',
  '\u3164',
  '\u115f',
  '\u2800',
  '\ufe0f',
  '\u034f',
  '\u0085',
  '\u2028',
];

test.each(['title', 'description', 'connectionName', 'requestedBy', 'tenantKey', 'appName', 'action'] as const)(
  'what hides in %s is shown as its code, and markup as text',
  async (member) => {
    const page = String(await approvalFacts({ ...subject, [member]: `a${tricks.join('b')}<script>` }));
    for (const trick of tricks) expect(page).not.toContain(trick);
    expect(page).toContain('\\u{202e}b\\u{2066}');
    expect(page).not.toContain('<script>');
  },
);

test('what hides in the input or the preview is shown as its code, and lines stay lines', async () => {
  const text = `{\n  "a": "${tricks.join('')}</pre><script>"\n}`;
  const page = String(await approvalContents({ ...subject, inputText: text, previewText: text }));
  for (const trick of tricks) expect(page).not.toContain(trick);
  expect(page).toContain('{\n');
  expect(page).not.toContain('<script>');
});

test('what runs is shown line by line, with a word on whose its name is', async () => {
  const definition = `if (a) {\r\n\tend(); // ${tricks.join('')}</pre><script>\n}`;
  const given = { ...subject, definition, definitionCut: 7 };
  const page = String(await approvalContents(given));
  for (const trick of tricks) expect(page).not.toContain(trick);
  expect(page).toContain('if (a) {\n  end(); //');
  expect(page).toContain('7 more characters');
  expect(page).not.toContain('<script>');
  expect(String(await approvalFacts(given))).toContain('chose its name and description');
  expect(String(await approvalFacts(subject))).not.toContain('chose its name and description');
});
