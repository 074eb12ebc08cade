import { subaccountsOf } from '../collections.ts';
import { type FieldRules, idOf, readChanges, readFields } from '../http/fields.ts';
import { listOf } from '../http/pages.ts';
import { badRequest, notFound, Refusal } from '../http/refusal.ts';
import { type Call, get, post, put, type Route, remove } from '../http/route.ts';
import { newUuid } from '../ids.ts';
import type { Subaccount } from './entities.ts';
import { showSubaccount } from './show.ts';

const text = { kind: 'text', required: true, max: 255 } as const;
const access = { kind: 'flag', otherwise: 1 } as const;

const fields = {
  api_username: text,
  password: text,
  email: text,
  phone_number: text,
  first_name: text,
  last_name: text,
  access_users: access,
  access_billing: access,
  access_reporting: access,
  access_contacts: access,
  access_settings: access,
  share_campaigns: { kind: 'flag', otherwise: 0 },
  notes: { kind: 'text' },
} as const satisfies FieldRules;

const { api_username: _, ...changeable } = fields;

function subaccountNamed({ world, caller, params }: Call): Subaccount {
  const found = subaccountsOf(world.store).get(idOf(params['subaccount_id']));
  if (found === undefined || found.user_id !== caller.account.id) throw notFound('Subaccount record not found.');
  return found;
}

function create(call: Call) {
  const all = subaccountsOf(call.world.store);
  // Read by the rules above, whose fields are the subaccount's.
  const read = readFields(fields, call.fields) as unknown as Omit<Subaccount, 'id' | 'user_id' | 'api_key'>;
  if (all.first({ where: { api_username: read.api_username } }) !== undefined) {
    throw new Refusal(400, 'ALREADY_EXISTS', 'The api username has already been taken.');
  }
  const made = all.insert({
    ...read,
    id: call.world.store.nextId('subaccounts'),
    user_id: call.caller.account.id,
    api_key: newUuid(call.world.random),
  });
  return { message: 'New account has been created.', data: showSubaccount(made) };
}

function drop(call: Call) {
  const { id, api_username: name } = subaccountNamed(call);
  if (name === call.caller.account.username) throw badRequest('The main account cannot be deleted.');
  subaccountsOf(call.world.store).delete(id);
  return { message: `Subaccount #${id} has been deleted`, data: true };
}

export const subaccountRoutes: readonly Route[] = [
  get('/subaccounts', (call) => {
    const where = { user_id: call.caller.account.id };
    return { message: 'SUCCESS', data: listOf(call, subaccountsOf(call.world.store), { show: showSubaccount, where }) };
  }),
  post('/subaccounts', create),
  get('/subaccounts/:subaccount_id', (call) => ({
    message: 'Here are your data.',
    data: showSubaccount(subaccountNamed(call)),
  })),
  put('/subaccounts/:subaccount_id', (call) => {
    const { id } = subaccountNamed(call);
    const changed = subaccountsOf(call.world.store).update(id, readChanges(changeable, call.fields));
    return { message: `Subaccount #${id} has been updated.`, data: showSubaccount(changed) };
  }),
  remove('/subaccounts/:subaccount_id', drop),
  put('/subaccounts/:subaccount_id/regen-api-key', (call) => {
    const { id } = subaccountNamed(call);
    const { api_key: key } = subaccountsOf(call.world.store).update(id, { api_key: newUuid(call.world.random) });
    return { message: 'Your API Key has been regenerated.', data: { api_key: key } };
  }),
];
