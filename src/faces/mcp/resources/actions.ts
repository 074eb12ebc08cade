import { plainText } from '../../../kernel/plain-text.ts';
import type { ActionView } from '../../../kernel/ports/gateway.ts';
import { clean } from '../results/clean.ts';
import { actionNamed } from '../tools/named.ts';
import { partAfter, type ResourceFamily } from './family.ts';
import { orNone } from './or-none.ts';

const prefix = 'porin://actions/';
const mimeType = 'text/markdown';
const effects = {
  read: 'It only reads.',
  write: 'It changes data in the app.',
  destroy: 'It cannot be undone.',
} as const;

/** `porin://actions/{id}`: what an action does, takes and gives. */
export const actionResources: ResourceFamily = {
  templates: [
    {
      uriTemplate: `${prefix}{action}`,
      name: 'action',
      title: 'An action',
      description: 'What it does, takes and gives; ids come from search_actions',
      mimeType,
    },
  ],
  async read(session, uri) {
    const id = partAfter(prefix, uri);
    if (id === undefined) return undefined;
    return orNone(async () => ({
      contents: [{ uri, mimeType, text: documentOf(await actionNamed(session, id, undefined)) }],
    }));
  },
};

function documentOf({
  id,
  name,
  description,
  effect,
  isCharged,
  inputSchema,
  outputSchema,
  example,
}: ActionView): string {
  const cost = isCharged ? ' The app charges for each run.' : '';
  const parts = [
    `# ${plainText(name, 200)}`,
    `\`${id}\`. ${effects[effect]}${cost}`,
    String(clean(description)),
    ...block('Input', inputSchema),
    ...(example === undefined ? [] : block('Example', example)),
    ...block('Output', outputSchema),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** As code whose end no text in it can be. */
function block(title: string, value: unknown): string[] {
  const text = JSON.stringify(clean(value), undefined, 2);
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [`## ${title}`, `${fence}json\n${text}\n${fence}`];
}
