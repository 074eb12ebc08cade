import type { World } from '../../../../sandbox/definition.ts';
import type { Fields } from '../http/route.ts';

export const modes = ['push', 'email', 'sms', 'webpush', 'whatsapp', 'webhook', 'notificationinbox'] as const;
export type Mode = (typeof modes)[number];

/** How a message did. */
export interface Result {
  readonly sent: number;
  readonly viewed: number;
  readonly clicked: number;
}

/** A message to people who did something, or to named ones. */
export interface Campaign {
  readonly id: number;
  readonly name: string;
  readonly mode: Mode;
  /** `target`: made as a campaign; `send`: sent to named people. */
  readonly source: 'target' | 'send';
  /** The query as it was sent; undefined for everybody or for named people. */
  readonly where?: Fields;
  readonly recipients?: readonly number[];
  readonly devices: readonly string[];
  readonly labels: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly status: 'pending' | 'running' | 'completed' | 'stopped';
  readonly result?: Result;
}

export function campaignsOf({ store }: Pick<World, 'store'>) {
  return store.collection<Campaign>('campaigns', { indexes: ['status', 'startsAt'] });
}

const firstId = 1_700_000_001;

export function newCampaignId({ store }: Pick<World, 'store'>): number {
  return store.nextId('campaign', firstId);
}
