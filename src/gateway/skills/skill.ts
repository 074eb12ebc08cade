import { digestOf } from '../../kernel/digest.ts';
import type { Skill } from '../../kernel/ports/skills.ts';
import { bodyOf } from './body.ts';
import { lineOf } from './escape.ts';
import { descriptionOf, frontMatter } from './front-matter.ts';
import type { SkillEdition, SkillSubject } from './subject.ts';

/** Writes the skill of an app: the same text for the same subject and edition. */
export function writeSkill(subject: SkillSubject, edition: SkillEdition): Skill {
  const body = bodyOf(subject, edition);
  const content = `${frontMatter(subject, edition, sha256(body))}\n\n${body}`;
  return {
    name: subject.name,
    title: lineOf(subject.title, 80),
    externalAppId: subject.app,
    description: descriptionOf(subject),
    version: edition.version,
    digest: sha256(content),
    sizeBytes: Buffer.byteLength(content),
    content,
  };
}

function sha256(text: string): string {
  return `sha256:${digestOf(text)}`;
}
