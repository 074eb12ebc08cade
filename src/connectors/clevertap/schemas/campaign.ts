import { z } from 'zod';
import type { ConnectionFacts } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { momentIn, zone, zoneOf } from '../dates.ts';
import { queryBody, queryFields } from './query.ts';

export const channels = ['push', 'email', 'sms', 'webpush', 'whatsapp', 'webhook', 'notificationinbox'] as const;

export const campaignId = z.int().min(1).describe('Id of the campaign; create-campaign and get-campaigns give it');

export const content = z
  .looseObject({
    title: z.string().optional().describe('Title of a push message; needed for push and webpush'),
    body: z.string().optional().describe('The text, or the HTML of an e-mail'),
    subject: z.string().optional().describe('Subject of an e-mail; needed there'),
    sender_name: z.string().optional().describe('Shown sender of an e-mail'),
    platform_specific: z.looseObject({}).optional().describe('Per platform: {"android": {"deep_link": …}, "ios": {…}}'),
  })
  .describe('What the message says');

/** Everything of a campaign that both its creation and its estimate take. */
export const campaignFields = {
  name: z.string().min(1).describe('Name of the campaign; need not be unique'),
  target_mode: z.enum(channels).default('push').describe('Channel. Default push'),
  when: z
    .union([z.string(), z.looseObject({})])
    .default('now')
    .describe(
      "'now'; '2026-12-01 17:30' in the project's zone; ISO 8601 with an offset; or the app's own object for repeated delivery. Default now",
    ),
  where: z
    .strictObject({
      ...queryFields,
      event_name: queryFields.event_name.optional(),
      from: queryFields.from.optional(),
      to: queryFields.to.optional(),
    })
    .optional()
    .describe('Who gets it: people who did an event. {} is everybody. Either this or segment'),
  segment: z
    .union([z.literal('all'), z.int()])
    .optional()
    .describe("'all' (everybody) or the id of a segment, in place of where"),
  content,
  devices: z
    .array(z.string())
    .optional()
    .describe("Platforms of a push campaign. Default for push: ['android', 'ios']"),
  respect_frequency_caps: z.boolean().optional().describe('Whether the limits of messages a person count'),
  provider_nick_name: z.string().optional().describe('Provider of e-mail, sms or whatsapp, as the dashboard names it'),
  app_name: z.string().optional().describe('Which of the project’s apps a push message is for'),
  labels: z.array(z.string()).optional().describe('Labels of the campaign'),
  send_to_all_devices: z.boolean().optional().describe('Push to all devices of a person, not only the last'),
  ttl: z.int().optional().describe('How long a push message may wait for its device, as the app counts it'),
  timezone: zone('IANA time zone of the project, for when. Default: that of the connection, else UTC').optional(),
};

const campaign = z.object(campaignFields);
export type Campaign = z.output<typeof campaign>;

const needed: Readonly<Record<string, readonly ('title' | 'subject' | 'body')[]>> = {
  push: ['title', 'body'],
  webpush: ['title', 'body'],
  email: ['subject', 'body'],
  sms: ['body'],
};

/** The campaign as the app wants it. Errors: `bad_request` naming what is missing. */
export function campaignBody(given: Campaign, facts: ConnectionFacts): Record<string, unknown> {
  const { where, segment, when, content, devices, target_mode, timezone, ...rest } = given;
  if ((where === undefined) === (segment === undefined)) {
    throw refused('where, segment: exactly one of them has to be given', 'where {} or segment "all" mean everybody');
  }
  for (const name of needed[target_mode] ?? []) {
    if (!content[name]) throw refused(`content.${name} is needed for ${target_mode}`, `Give content.${name}`);
  }
  const platforms = devices ?? (target_mode === 'push' ? ['android', 'ios'] : undefined);
  return {
    ...rest,
    target_mode,
    content,
    when: whenOf(when, zoneOf({ timezone }, facts)),
    ...(segment === undefined ? { where: whereOf(where, facts) } : { segment }),
    ...(platforms === undefined ? {} : { devices: platforms }),
  };
}

/** True for a campaign that goes to everybody. */
export function isForEveryone({ where, segment }: Pick<Campaign, 'where' | 'segment'>): boolean {
  return segment === 'all' || (where !== undefined && Object.keys(where).length === 0);
}

function whereOf(where: Campaign['where'], facts: ConnectionFacts): Record<string, unknown> {
  if (where === undefined || Object.keys(where).length === 0) return {};
  const { event_name, from, to } = where;
  if (event_name === undefined || from === undefined || to === undefined) {
    throw refused('where: event_name, from and to are needed', 'Or give {} for everybody');
  }
  return queryBody({ ...where, event_name, from, to }, facts);
}

function whenOf(when: Campaign['when'], zone: string): unknown {
  if (typeof when !== 'string' || when === 'now') return when;
  const written = momentIn(when, zone);
  if (written !== undefined) return written;
  throw refused(`when: '${when}' is no moment`, "Write 'now', '2026-12-01 17:30' or 2026-12-01T17:30:00+01:00");
}

function refused(message: string, hint: string): PorinError {
  return new PorinError('bad_request', message, { hint });
}
