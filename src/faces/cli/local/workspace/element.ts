import { createHash } from 'node:crypto';

/** A piece of a workspace that has files: an integration, or an action of everybody's or of an integration. */
export interface ElementPlace {
  readonly kind: 'integration' | 'action';
  readonly key: string;
  /** Key of the integration that an action belongs to. */
  readonly integration?: string;
}

/** What an element is, as its files say it. */
export type Spec = Readonly<Record<string, unknown>>;

export interface RemoteElement {
  readonly place: ElementPlace;
  readonly id: string;
  /** As it was read; a change is refused when there is another one by then. */
  readonly revision: string | undefined;
  readonly spec: Spec;
  /** The app's own integration: it is changed, never made nor archived. */
  readonly isAppsOwn: boolean;
}

export interface LocalElement {
  readonly place: ElementPlace;
  readonly spec: Spec;
}

/** The folder of an element below the project, with `/`; its identity everywhere here. */
export function folderOf({ kind, key, integration }: ElementPlace): string {
  if (kind === 'integration') return `integrations/${key}`;
  return integration === undefined ? `actions/${key}` : `integrations/${integration}/actions/${key}`;
}

const windowsNames = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** True for a key that is one file name everywhere. Whatever a server sends, nothing leads out of the project. */
export function isFileName(key: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(key) && !key.endsWith('.') && !windowsNames.test(key);
}

/** The name of the files' format for what a spec is: two of one meaning have one. */
export function hashOf(spec: Spec): string {
  return createHash('sha256').update(canonical(spec)).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
