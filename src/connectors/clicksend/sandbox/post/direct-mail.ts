import { type Fields, idOf, integerOf, objectOf, readFields } from '../http/fields.ts';
import { listOf, pageOf, paginator } from '../http/pages.ts';
import { badRequest, Refusal } from '../http/refusal.ts';
import { type Call, get, post, type Route } from '../http/route.ts';
import { newUuid } from '../ids.ts';
import { addToDay } from '../messages/days.ts';
import { inCurrency } from '../messages/prices.ts';
import { charge, creditOf, currencyOf, priceNumber } from '../money.ts';
import { seconds } from '../time.ts';
import type { PostItem } from './entities.ts';
import { pdfsOf } from './pieces.ts';

const path = '/post/direct-mail';

const places: readonly (readonly [country: string, code: string, name: string, latitude: string, longitude: string])[] =
  [
    ['AU', '2000', 'Sydney', '-33.869800', '151.208300'],
    ['AU', '2010', 'Surry Hills', '-33.884900', '151.212100'],
    ['AU', '3000', 'Melbourne', '-37.813600', '144.963100'],
    ['AU', '4000', 'Brisbane', '-27.467900', '153.028100'],
    ['AU', '5000', 'Adelaide', '-34.928700', '138.598600'],
    ['AU', '6000', 'Perth', '-31.952200', '115.861400'],
    ['AU', '7000', 'Hobart', '-42.881900', '147.328700'],
    ['AD', 'AD100', 'Canillo', '42.583300', '1.666700'],
  ];

const locations = places.map(([country, code, name, latitude, longitude], index) => ({
  location_id: index + 1,
  country_code: country,
  postal_code: code,
  place_name: name,
  admin_name1: '',
  admin_code1: '',
  admin_name2: '',
  admin_code2: '',
  admin_name3: '',
  admin_code3: '',
  latitude,
  longitude,
  accuracy: 6,
}));

/** Of one leaflet, in ten-thousandths, by its size. */
const sizes: Readonly<Record<string, number>> = { A5: 2_220, DL: 1_850 };

const fieldRules = {
  name: { kind: 'text', required: true },
  size: { kind: 'text', required: true, choices: Object.keys(sizes) },
  file_urls: { kind: 'list', required: true },
  areas: { kind: 'list', required: true },
  schedule: { kind: 'integer', otherwise: 0 },
  source: { kind: 'text' },
} as const;

function areasOf(given: unknown, unit: number) {
  const areas = Array.isArray(given) ? given.map(objectOf) : [];
  return areas.map((area: Fields) => {
    const id = integerOf(area['location_id']);
    const quantity = integerOf(area['quantity']) ?? 0;
    const place = locations.find((location) => location.location_id === id);
    if (place === undefined) throw badRequest('The areas.location_id is invalid.');
    if (quantity < 1) throw badRequest('The areas.quantity must be at least 1.');
    return { location_id: place.location_id, quantity, price: quantity * unit, place };
  });
}

function priced(call: Call) {
  const read = readFields(fieldRules, call.fields);
  const files = Array.isArray(read['file_urls']) ? pdfsOf(read['file_urls']) : [];
  const unit = inCurrency(sizes[String(read['size'])] ?? 0, call.caller.account.currency);
  const areas = areasOf(read['areas'], unit);
  if (areas.length === 0) throw badRequest('Some required fields are missing: areas.');
  const schedule = Math.max(seconds(call.world), Number(read['schedule']));
  return { read, files, areas, schedule, price: areas.reduce((sum, area) => sum + area.price, 0) };
}

function answerOf({ caller }: Call, { areas, price }: ReturnType<typeof priced>, data: unknown) {
  return {
    total_price: priceNumber(price),
    total_quantity: areas.reduce((sum, { quantity }) => sum + quantity, 0),
    data,
    currency: currencyOf(caller.account.currency),
  };
}

function show(item: PostItem) {
  const { areas, ...fields } = item.fields;
  const rows = Array.isArray(areas) ? areas.map(objectOf) : [];
  return {
    campaign_id: item.id,
    user_id: item.user_id,
    message_id: item.message_id,
    ...fields,
    schedule: item.schedule,
    date_added: item.date_added,
    status: item.status,
    _areas: rows.map((area) => ({ ...area, campaign_id: item.id, status: item.status })),
    _total_quantity: String(rows.reduce((sum, area) => sum + (integerOf(area['quantity']) ?? 0), 0)),
  };
}

function send(call: Call) {
  const { world, db, caller } = call;
  const campaign = priced(call);
  if (campaign.price > creditOf(world, caller.account)) {
    throw new Refusal(400, 'INSUFFICIENT_CREDIT', 'You have reached the end of your message credits.');
  }
  const { read, files, areas, schedule, price } = campaign;
  const now = seconds(world);
  charge(world, caller.account.id, price);
  addToDay(db, { at: now, channel: 'post', subaccountId: caller.subaccount.id, count: 1, price });
  const item = db.post.insert({
    id: world.store.nextId(`${caller.account.id}/post`),
    kind: 'direct-mail',
    message_id: newUuid(world.random),
    status: schedule > now ? 'Scheduled' : 'Queued',
    price,
    schedule,
    date_added: now,
    user_id: caller.account.id,
    subaccount_id: caller.subaccount.id,
    fields: {
      name: read['name'],
      size: read['size'],
      file_urls: files,
      source: read['source'],
      custom_string: null,
      areas: areas.map(({ location_id, quantity, price: cost }) => ({
        location_id,
        quantity,
        price: (cost / 10_000).toFixed(2),
      })),
    },
    dueAt: schedule > now ? schedule : now + 60,
  });
  return { message: 'New direct mail campaign created.', data: answerOf(call, campaign, show(item)) };
}

export const directMailRoutes: readonly Route[] = [
  get(`${path}/campaigns`, (call) => {
    const data = listOf(call, call.db.post, { show, where: { kind: 'direct-mail' } });
    return { message: 'Here are your campaigns.', data };
  }),
  post(`${path}/campaigns/price`, (call) => {
    const campaign = priced(call);
    const areas = campaign.areas.map(({ place, ...area }) => ({
      ...area,
      price: priceNumber(area.price),
      postal_code: place.postal_code,
      status: 'Queued',
    }));
    const { read, schedule } = campaign;
    const data = { name: read['name'], size: read['size'], schedule, _areas: areas };
    return { message: 'Here is your price.', data: answerOf(call, campaign, data) };
  }),
  post(`${path}/campaigns/send`, send),
  get(`${path}/locations/search/:country`, (call) => {
    const country = (call.params['country'] ?? '').toUpperCase();
    const wanted = (call.query.get('q') ?? '').trim().toLowerCase();
    const rows = locations.filter(
      (place) =>
        place.country_code === country &&
        (place.postal_code.toLowerCase().startsWith(wanted) || place.place_name.toLowerCase().includes(wanted)),
    );
    const query = new URLSearchParams([...call.query].filter(([name]) => name !== 'q'));
    const { paging, part } = pageOf({ ...call, query }, rows);
    return { message: "Here's your result.", data: paginator(call, paging, part) };
  }),
  get(`${path}/campaigns/:campaign_id`, (call) => {
    const item = call.db.post.get(idOf(call.params['campaign_id']));
    if (item?.kind !== 'direct-mail') throw new Refusal(404, 'NOT_FOUND', 'Campaign record not found.');
    return { message: 'Here is your campaign.', data: show(item) };
  }),
];
