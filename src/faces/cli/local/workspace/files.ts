import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { PorinError } from '../../../../kernel/errors.ts';
import { recordOf } from '../../flags.ts';
import { type ElementPlace, folderOf, isFileName, type LocalElement, type Spec } from './element.ts';
import { refuseStrangers } from './members.ts';
import { readYaml, writeYaml } from './yaml-file.ts';

export const specFile = 'spec.yaml';
export const codeFile = 'code.js';
const largestCode = 1024 * 1024;

/** Every element that the project's files describe. Errors: `configuration` with file and line. */
export function readLocal(root: string): ReadonlyMap<string, LocalElement> {
  const integrations = foldersIn(root, 'integrations');
  const places: ElementPlace[] = [
    ...integrations.map((key) => ({ kind: 'integration', key }) as const),
    ...integrations.flatMap((integration) =>
      foldersIn(root, `integrations/${integration}/actions`).map(
        (key) => ({ kind: 'action', key, integration }) as const,
      ),
    ),
    ...foldersIn(root, 'actions').map((key) => ({ kind: 'action', key }) as const),
  ];
  const found = places.flatMap((place) => {
    const spec = readElement(root, place);
    return spec ? [[folderOf(place), { place, spec }] as const] : [];
  });
  return new Map(found);
}

function foldersIn(root: string, path: string): string[] {
  refuseLinks(root, path);
  const folder = join(root, path);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => name)
    .filter((name) => isFileName(name))
    .sort();
}

function readElement(root: string, place: ElementPlace): Spec | undefined {
  const path = `${folderOf(place)}/${specFile}`;
  const text = textOf(root, path);
  if (text === undefined) return undefined;
  const spec = readYaml(text, path);
  refuseSecrets(spec, path);
  refuseStrangers(spec, place, path);
  const code = textOf(root, `${folderOf(place)}/${codeFile}`);
  if (code === undefined) return spec;
  const config = recordOf(spec['config']);
  if (config['code'] !== undefined) {
    throw new PorinError('configuration', `${path}: config.code is there, and ${codeFile} beside it too`, {
      hint: `Keep one of them: take config.code out of ${path}`,
    });
  }
  return { ...spec, config: { ...config, code } };
}

/** Errors: `configuration` for a secret, which everybody who has the files would have. */
function refuseSecrets(spec: Spec, path: string): void {
  const secret = Object.keys(recordOf(spec['parameters'])).find((name) => /(secret|password|token|key)$/i.test(name));
  if (secret === undefined) return;
  throw new PorinError('configuration', `${path}: parameters.${secret} is a secret, which has no place in a file`, {
    hint: `Take it out, and set it with: porin integration patch ${path.split('/')[1] ?? 'KEY'} --data -`,
  });
}

function textOf(root: string, path: string): string | undefined {
  refuseLinks(root, path);
  const facts = statSync(join(root, path), { throwIfNoEntry: false });
  if (!facts?.isFile()) return undefined;
  if (facts.size > largestCode) {
    throw new PorinError('configuration', `${path} is larger than ${largestCode / 1024} kB`, { hint: 'Shorten it' });
  }
  return readFileSync(join(root, path), 'utf8').replace(/^\uFEFF/, '');
}

/** A file of an element, and what it is to say. */
export interface WantedFile {
  readonly path: string;
  readonly text: string;
}

/** The files of an element, with the order and the comments of those that are there. */
export function filesOf(root: string, place: ElementPlace, spec: Spec): WantedFile[] {
  const folder = folderOf(place);
  const { code, ...config } = recordOf(spec['config']);
  const isApart = spec['type'] === 'run-javascript' && typeof code === 'string';
  const { config: _, ...rest } = spec;
  const written = isApart ? (Object.keys(config).length === 0 ? rest : { ...spec, config }) : spec;
  const path = `${folder}/${specFile}`;
  const before = textOf(root, path);
  return [
    { path, text: writeYaml(written, before, path) },
    ...(isApart ? [{ path: `${folder}/${codeFile}`, text: code }] : []),
  ];
}

/** Writes the files of an element, each whole or not at all, and removes one that it no longer has. */
export function writeElement(root: string, place: ElementPlace, spec: Spec): void {
  const files = filesOf(root, place, spec);
  for (const { path, text } of files) writeFile(root, path, text);
  const code = `${folderOf(place)}/${codeFile}`;
  if (!files.some(({ path }) => path === code)) rmSync(join(root, code), { force: true });
}

/** Writes a file below the project, whole or not at all. */
export function writeFile(root: string, path: string, text: string): void {
  refuseLinks(root, path);
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.part`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

/** Removes the files of an element, and its folder when nothing else is in it. */
export function removeElement(root: string, place: ElementPlace): void {
  const folder = folderOf(place);
  refuseLinks(root, folder);
  for (const name of [specFile, codeFile]) rmSync(join(root, folder, name), { force: true });
  try {
    rmdirSync(join(root, folder));
  } catch {
    // Something of its user's is in it.
  }
}

/** Nothing is read or written through a link: it could lead anywhere. Errors: `configuration`. */
function refuseLinks(root: string, path: string): void {
  const steps = path.split('/');
  for (let count = 1; count <= steps.length; count++) {
    const step = join(root, ...steps.slice(0, count));
    if (!lstatSync(step, { throwIfNoEntry: false })?.isSymbolicLink()) continue;
    throw new PorinError('configuration', `${steps.slice(0, count).join('/')} is a link`, {
      hint: 'Put the folder itself there: files are neither read nor written through links',
    });
  }
}
