import { defineAction } from '../../../kernel/action.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { nothing } from '../schemas/ids.ts';
import { phoneGateway } from '../schemas/library.ts';

export default defineAction({
  name: 'List Phone Gateways',
  description:
    'Lists the phone numbers that people can call to take part by phone, with country and city. The pins to enter are in get-conference.',
  effect: 'read',
  phrases: ['dial-in numbers', 'phone numbers to join by phone', 'call-in number for a country', 'join by telephone'],
  input: nothing,
  output: itemsSchema(phoneGateway, 'The numbers'),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/phone_gateways' }),
  result: ({ body }) => ({ items: itemsOf(phoneGateway, 'phone gateways', body) }),
});
