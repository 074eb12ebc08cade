import type { ResourceFamily } from './resources/family.ts';
import type { Feature } from './server.ts';
import type { Tool } from './tools/tool.ts';

/** What a program that contains the gateway offers at the same endpoint, beside what the gateway offers itself. */
export interface Provider {
  readonly tools: readonly Tool[];
  readonly resources: readonly ResourceFamily[];
  readonly features: readonly Feature[];
}
