import type { World } from '../../../../sandbox/definition.ts';
import { textOf } from '../http/json.ts';
import { type Reply, success } from '../http/reply.ts';
import { type Call, type Fields, fieldsOf, type Route } from '../http/route.ts';
import { rangeOf } from '../queries/query.ts';
import { type Campaign, campaignsOf } from './entities.ts';
import { startDay } from './targets.ts';

/** How messages did that started on some days. */
export const messageReportRoute: Route = { path: 'message/report.json', methods: { POST: report } };

function report(call: Call): Reply {
  const { world } = call;
  const fields = fieldsOf(call);
  const { from, to } = rangeOf(world, fields);
  const found = campaignsOf(world)
    .find({ where: { startsAt: { gte: from * 1000, lt: (to + 1) * 1000 } }, orderBy: 'startsAt' })
    .map((campaign) => lineOf(world, campaign, fields['daily'] === true))
    .filter((line) => filters.every((name) => isWanted(fields[name], line[name])));
  return success({ total_results: found.length, messages: found });
}

const filters = ['channel', 'delivery', 'status', 'message_type', 'label'] as const;

function isWanted(asked: unknown, value: unknown): boolean {
  if (asked === undefined) return true;
  const wanted = (Array.isArray(asked) ? asked : [asked]).map((one) => textOf(one).toLowerCase());
  if (wanted.length === 0) return true;
  return (Array.isArray(value) ? value : [value]).some((one) => wanted.includes(textOf(one).toLowerCase()));
}

function lineOf(world: World, campaign: Campaign, isDaily: boolean): Fields {
  const { id, name, mode, status, labels, source, result } = campaign;
  const day = startDay(world, campaign);
  const sums = result ?? { sent: 0, viewed: 0, clicked: 0 };
  return {
    'message id': id,
    'message name': name,
    channel: mode,
    delivery: source === 'target' ? 'scheduled' : 'api',
    status,
    message_type: 'single',
    label: labels,
    start_date: day,
    ...sums,
    ...(isDaily ? { data: { [day]: sums } } : {}),
  };
}
