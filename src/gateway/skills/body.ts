import { addressOf, codeOf, proseOf } from './escape.ts';
import { nounsOf } from './nouns.ts';
import { popularActions } from './popular.ts';
import {
  atTheEnd,
  atTheStart,
  beforeConnecting,
  errorTable,
  proxyRequests,
  runningActions,
  whileConnecting,
} from './sections.ts';
import type { SkillEdition, SkillSubject } from './subject.ts';

/** The Markdown under the front matter: what the app is, then the way from login to a run. */
export function bodyOf(subject: SkillSubject, edition: SkillEdition): string {
  const title = proseOf(subject.title, 80);
  return [
    ...aboutTheApp(subject, title),
    ...atTheStart(title),
    ...beforeConnecting(edition.gatewayUrl),
    ...whileConnecting(title, connectCommand(subject)),
    ...actionTable(subject),
    ...runningActions(),
    ...proxyRequests(title),
    ...errorTable(title),
    ...atTheEnd(title),
  ].join('\n');
}

function aboutTheApp({ description, docs, actions }: SkillSubject, title: string): string[] {
  const about = proseOf(description, 600);
  const nouns = nounsOf(actions);
  const address = docs === undefined ? undefined : addressOf(docs);
  return [
    `# ${title}`,
    '',
    ...(about === '' ? [] : [about, '']),
    ...(address === undefined ? [] : [`Official docs: <${address}>`, '']),
    ...(nouns.length === 0
      ? []
      : [
          `## ${title} Overview`,
          '',
          ...nouns.map((noun) => `- **${noun.charAt(0).toUpperCase() + noun.slice(1)}**`),
          '',
        ]),
  ];
}

function connectCommand({ app, address }: SkillSubject): string {
  const url = address === undefined ? undefined : addressOf(address);
  if (url !== undefined) return `porin connection ensure "${url}" --json`;
  return `porin connect --connectorId=${codeOf(app) ?? 'CONNECTOR_ID'} --json`;
}

function actionTable(subject: SkillSubject): string[] {
  const rows = popularActions(subject).flatMap(({ key, name, description, effect }) => {
    const code = codeOf(key);
    const says = proseOf(firstSentence(description), 200)
      .replace(/[.\s]*$/, '.')
      .replace('….', '…');
    const mark = effect === 'destroy' && !/cannot be undone/i.test(says) ? ' Cannot be undone.' : '';
    return code === undefined ? [] : [`| ${proseOf(name, 80)} | ${code} | ${says}${mark} |`];
  });
  if (rows.length === 0) return [];
  return ['## Popular actions', '', '| Name | Key | Description |', '| --- | --- | --- |', ...rows, ''];
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}
