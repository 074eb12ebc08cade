import type { World } from '../../../../sandbox/definition.ts';
import type { Caller } from '../account/callers.ts';
import type { Db } from '../collections.ts';
import { type FieldRules, idOf, integerOf, readFields } from '../http/fields.ts';
import { badRequest, notFound } from '../http/refusal.ts';
import type { Call } from '../http/route.ts';
import { seconds } from '../time.ts';
import type { Campaign } from './entities.ts';

const queueSeconds = 2;

/** Fields of a campaign that all kinds have. */
export const campaignFields: FieldRules = {
  list_id: { kind: 'integer', required: true },
  name: { kind: 'text', required: true, max: 255 },
  body: { kind: 'text', required: true },
  schedule: { kind: 'integer', otherwise: 0 },
};

/** How a kind of campaign differs. */
export interface CampaignKind {
  readonly channel: Campaign['channel'];
  /** Name of its id, and of its parameter in paths. */
  readonly id: string;
  readonly fields: FieldRules;
  /** Fields beside those that all have. */
  readonly own: readonly string[];
}

/** The fields of a request. Errors: 400; 404 for a list that is not the caller's. */
export function readCampaign(call: Call, { fields }: CampaignKind): Record<string, unknown> {
  const read = readFields(fields, call.fields);
  if (call.db.items('lists').get(idOf(String(read['list_id']))) === undefined)
    throw notFound('Your list is not found.');
  return read;
}

export function campaignNamed({ db, params }: Call, { channel, id }: CampaignKind): Campaign {
  const campaign = db.campaigns.get(idOf(params[id]));
  if (campaign === undefined || campaign.channel !== channel) throw notFound('Campaign record not found.');
  return campaign;
}

function timing(world: World, given: unknown): Pick<Campaign, 'schedule' | 'status' | 'dueAt'> {
  const now = seconds(world);
  const schedule = integerOf(given) ?? 0;
  const isLater = schedule > now;
  return { schedule, status: isLater ? 'Scheduled' : 'Queued', dueAt: isLater ? schedule : now + queueSeconds };
}

function contentOf(read: Readonly<Record<string, unknown>>, { own }: CampaignKind) {
  return {
    list_id: Number(read['list_id']),
    name: String(read['name']),
    body: String(read['body'] ?? ''),
    extra: Object.fromEntries(own.map((name) => [name, read[name]])),
  };
}

/** Makes a campaign; time sends it. */
export function createCampaign(call: Call, kind: CampaignKind, read: Readonly<Record<string, unknown>>): Campaign {
  const { world, db, caller } = call;
  return db.campaigns.insert({
    id: world.store.nextId(`${caller.account.id}/campaigns`),
    channel: kind.channel,
    ...contentOf(read, kind),
    ...timing(world, read['schedule']),
    date_added: seconds(world),
    user_id: caller.account.id,
    subaccount_id: caller.subaccount.id,
    username: caller.subaccount.api_username,
    total: 0,
  });
}

/** Changes a campaign that has not begun. Errors: 400 when it has. */
export function updateCampaign(call: Call, kind: CampaignKind): Campaign {
  const campaign = refuseBegun(campaignNamed(call, kind));
  const before = { ...campaign, ...campaign.extra, schedule: campaign.schedule };
  const read = readCampaign({ ...call, fields: { ...before, ...call.fields } }, kind);
  return call.db.campaigns.update(campaign.id, { ...contentOf(read, kind), ...timing(call.world, read['schedule']) });
}

export function cancelCampaign(call: Call, kind: CampaignKind): Campaign {
  const { id } = refuseBegun(campaignNamed(call, kind));
  return call.db.campaigns.update(id, { status: 'Cancelled', dueAt: null });
}

function refuseBegun(campaign: Campaign): Campaign {
  if (campaign.status === 'Scheduled' || campaign.status === 'Queued') return campaign;
  throw badRequest(`This campaign cannot be changed because its status is ${campaign.status}.`);
}

export interface CampaignScene {
  readonly world: World;
  readonly db: Db;
  readonly caller: Caller;
}

/** When a campaign that is sent begins, epoch seconds; the clock may have come further. */
export function beginOf({ dueAt, schedule }: Campaign): number {
  return dueAt ?? schedule;
}

/** Sends the campaigns whose time has come: `send` gives the number of recipients. */
export function advanceCampaigns(scene: CampaignScene, send: (campaign: Campaign) => number): void {
  const { db, world } = scene;
  for (const campaign of db.campaigns.find({ where: { dueAt: { lte: seconds(world) } }, orderBy: 'dueAt' })) {
    db.campaigns.update(campaign.id, { status: 'Sent', dueAt: null });
    db.campaigns.update(campaign.id, { total: send(campaign) });
  }
}
