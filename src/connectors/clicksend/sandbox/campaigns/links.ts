import type { World } from '../../../../sandbox/definition.ts';
import { exportFile } from '../files/exports.ts';
import { paginator, pagingOf } from '../http/pages.ts';
import { type Call, get, type Route } from '../http/route.ts';
import type { Message } from '../messages/entities.ts';
import type { Campaign } from './entities.ts';

/** One visit of a campaign's link; which messages' links were visited is kept by message. */
interface Visit {
  readonly count: number;
  /** Epoch seconds. */
  readonly at: number;
}

type Visits = Readonly<Record<string, Visit>>;

const stateKey = 'visits';

function visitsOf({ store }: World): Visits {
  return store.getState<Visits>(stateKey) ?? {};
}

/** Counts a visit of the link in a message. */
export function visitLink(world: World, messageId: string, at: number): void {
  const visits = visitsOf(world);
  world.store.setState(stateKey, { ...visits, [messageId]: { count: (visits[messageId]?.count ?? 0) + 1, at } });
}

function messagesOf({ db }: Call, { id, extra }: Campaign): Message[] {
  // Only a campaign with a link to shorten has links to follow.
  return extra['url_to_shorten'] ? db.messages('sms').find({ where: { campaign_id: id } }) : [];
}

function show({ world }: Call, message: Message) {
  const visit = visitsOf(world)[message.message_id];
  const isOpen = visit !== undefined;
  return {
    contact: {
      contact_id: message.contact_id,
      first_name: message.first_name,
      last_name: message.last_name,
      phone_number: message.to,
    },
    date_opened: visit?.at ?? null,
    open_count: visit?.count ?? 0,
    user_browser: isOpen ? 'Chrome' : null,
    user_device: isOpen ? 'phone' : null,
    user_geo_country: isOpen ? message.country : null,
    user_geo_region: null,
    user_os: isOpen ? 'Android' : null,
  };
}

function tally(labels: readonly string[]) {
  return [...new Set(labels)].map((label) => ({ label, count: labels.filter((other) => other === label).length }));
}

function statistics(call: Call, campaign: Campaign) {
  const all = messagesOf(call, campaign);
  const opened = all.filter(({ message_id: id }) => visitsOf(call.world)[id] !== undefined);
  return {
    links: { opened: opened.length, unopened: all.length - opened.length },
    browser: tally(opened.map(() => 'Chrome')),
    os: tally(opened.map(() => 'Android')),
    device: tally(opened.map(() => 'Mobile')),
    country: tally(opened.map(({ country }) => country)),
  };
}

/** Who followed the links of a campaign. */
export function linkRoutes(named: (call: Call) => Campaign): Route[] {
  const one = '/sms-campaigns/:sms_campaign_id';
  return [
    get(`${one}/link-statistics`, (call) => ({ message: 'Here is your result.', data: statistics(call, named(call)) })),
    get(`${one}/link-tracking`, (call) => {
      const paging = pagingOf(call);
      const all = messagesOf(call, named(call));
      const start = (paging.page - 1) * paging.limit;
      const rows = all.slice(start, start + paging.limit).map((message) => show(call, message));
      return { message: 'Here is your result.', data: paginator(call, paging, { total: all.length, rows }) };
    }),
    get(`${one}/link-export`, (call) => {
      const rows = messagesOf(call, named(call)).map((message) => {
        const { contact, ...rest } = show(call, message);
        return { ...contact, ...rest };
      });
      return { message: 'Download your file here.', data: exportFile(call, rows) };
    }),
  ];
}
