import { lineOf } from './escape.ts';
import { nounsOf } from './nouns.ts';
import type { SkillEdition, SkillSubject } from './subject.ts';

const maxDescription = 1_024;

/** What the skill does and when to use it, for the agent that chooses among skills. */
export function descriptionOf({ title, description, actions }: SkillSubject): string {
  const name = lineOf(title, 80);
  const nouns = nounsOf(actions);
  const about = lineOf(description, 400).replace(/[.\s]*$/, '');
  const things = nouns.length === 0 ? 'data, records' : nouns.slice(0, 8).map(plural).join(', ');
  const text =
    `${name} integration. ${about === '' ? '' : `${about}. `}Manage ${things}, and automate workflows. ` +
    `Use when the user wants to interact with ${name} data.`;
  return text.slice(0, maxDescription);
}

/** The YAML at the top of a SKILL.md. Every value is quoted, so that none is read as anything but text. */
export function frontMatter(subject: SkillSubject, { version, gatewayUrl }: SkillEdition, bodyDigest: string): string {
  const where =
    gatewayUrl === undefined ? 'a Porin gateway, on this machine or another' : `the Porin gateway ${gatewayUrl}`;
  const metadata = {
    author: 'porin',
    version,
    digest: bodyDigest,
    ...(subject.docs === undefined ? {} : { homepage: subject.docs }),
  };
  return [
    '---',
    `name: ${subject.name}`,
    `description: ${quoted(descriptionOf(subject))}`,
    'license: MIT',
    `compatibility: ${quoted(`Requires network access, the porin command line (Node 20.19 or newer) and ${where}.`.slice(0, 500))}`,
    'metadata:',
    ...Object.entries(metadata).map(([name, value]) => `  ${name}: ${quoted(value)}`),
    '---',
  ].join('\n');
}

/** A YAML string in double quotes: JSON's are some. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(noun) ? noun : `${noun}s`;
}
