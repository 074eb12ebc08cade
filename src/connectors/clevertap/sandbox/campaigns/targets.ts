import { DateTime } from 'luxon';
import type { World } from '../../../../sandbox/definition.ts';
import { textOf } from '../http/json.ts';
import { Refusal, type Reply, success } from '../http/reply.ts';
import { type Call, type Fields, fieldsOf, isFields, type Route } from '../http/route.ts';
import { projectOf, timeWriter } from '../project.ts';
import { queryOf, rangeOf } from '../queries/query.ts';
import { estimateOf } from './audience.ts';
import { type Campaign, campaignsOf, modes, newCampaignId } from './entities.ts';
import { startOf } from './when.ts';

/** Endpoints of campaigns. */
export const targetRoutes: readonly Route[] = [
  { path: 'targets/create.json', methods: { POST: create } },
  { path: 'targets/list.json', methods: { POST: list } },
  { path: 'targets/result.json', methods: { POST: result } },
  { path: 'targets/stop.json', methods: { POST: stop } },
];

function create(call: Call): Reply {
  const { world } = call;
  const fields = fieldsOf(call);
  const campaign = campaignOf(world, fields);
  if (fields['estimate_only'] === true) return success({ estimates: estimateOf(world, campaign) });
  const startsAt = startOf(world, fields['when']);
  const made = campaignsOf(world).insert({ ...campaign, id: newCampaignId(world), startsAt });
  return success({ id: made.id, estimates: estimateOf(world, campaign) });
}

function campaignOf(world: World, fields: Fields): Omit<Campaign, 'id' | 'startsAt'> {
  const { name, target_mode: asked = 'push', where, segment, devices, labels } = fields;
  if (typeof name !== 'string' || name === '') throw new Refusal('name is mandatory');
  const mode = modes.find((candidate) => candidate === asked);
  if (mode === undefined) throw new Refusal(`Invalid target_mode : ${textOf(asked)}`);
  if ((where === undefined) === (segment === undefined))
    throw new Refusal('Exactly one of where and segment is mandatory');
  if (where !== undefined && !isFields(where)) throw new Refusal('Invalid where : expected an object');
  if (segment !== undefined && segment !== 'all') throw new Refusal(`Invalid segment : ${textOf(segment)}`);
  if (where !== undefined && Object.keys(where).length > 0) queryOf(world, where);
  if (mode === 'push' && !Array.isArray(devices)) throw new Refusal('devices is mandatory');
  return {
    name,
    mode,
    source: 'target',
    status: 'pending',
    devices: textsOf(devices),
    labels: textsOf(labels),
    ...contentOf(mode, fields['content']),
    ...(where === undefined ? {} : { where }),
  };
}

/** What a message of a kind has to say. */
export function contentOf(mode: Campaign['mode'], content: unknown): Pick<Campaign, 'subject' | 'text'> {
  if (!isFields(content)) throw new Refusal('content is mandatory');
  const { title, subject, body } = content;
  const needed = mode === 'push' || mode === 'webpush' ? 'title' : mode === 'email' ? 'subject' : undefined;
  if (needed !== undefined && !isText(content[needed])) throw new Refusal(`content.${needed} is mandatory`);
  if (mode !== 'webhook' && mode !== 'whatsapp' && !isText(body)) throw new Refusal('content.body is mandatory');
  return { subject: textOf(subject ?? title ?? ''), text: textOf(body ?? '') };
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map((one) => textOf(one).toLowerCase()) : [];
}

/** Only campaigns made here, by the day they are scheduled for. */
function list(call: Call): Reply {
  const { world } = call;
  const { from, to } = rangeOf(world, fieldsOf(call));
  const write = timeWriter(projectOf(world).timeZone);
  const found = campaignsOf(world).find({
    where: { source: 'target', startsAt: { gte: from * 1000, lt: (to + 1) * 1000 } },
    orderBy: 'startsAt',
  });
  return success({
    targets: found.map(({ id, name, startsAt, status }) => ({
      id,
      name,
      scheduled_on: Math.floor(write(Math.floor(startsAt / 1000)) / 100),
      status,
    })),
  });
}

function result(call: Call): Reply {
  const campaign = known(call);
  const { status, result: report } = campaign;
  if (report !== undefined && (status === 'completed' || status === 'stopped')) return success({ result: report });
  const { notReady } = projectOf(call.world);
  const text = 'This target has no result as of yet';
  if (notReady === 'conflict') throw new Refusal(text, { code: 409, status: 409 });
  if (notReady === 'error') throw new Refusal(text, { code: 500, status: 500 });
  return success({ error: "This target hasn't been completed", code: 200 });
}

function stop(call: Call): Reply {
  const { id, status } = known(call);
  if (status === 'pending' || status === 'running') campaignsOf(call.world).update(id, { status: 'stopped' });
  return success();
}

function known(call: Call): Campaign {
  const { id } = fieldsOf(call);
  const campaign = Number.isInteger(id) && Number(id) > 0 ? campaignsOf(call.world).get(Number(id)) : undefined;
  if (campaign === undefined || campaign.source !== 'target') throw new Refusal('Invalid campaign id');
  return campaign;
}

/** The day of a campaign's start, in words that reports use: 20261121. */
export function startDay(world: World, { startsAt }: Campaign): string {
  return DateTime.fromMillis(startsAt, { zone: projectOf(world).timeZone }).toFormat('yyyyMMdd');
}
