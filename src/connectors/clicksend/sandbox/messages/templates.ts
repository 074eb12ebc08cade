import { crud, type Resource } from '../http/crud.ts';
import type { Route } from '../http/route.ts';

export const templates: Resource = {
  path: '/sms/templates',
  id: 'template_id',
  of: (db) => db.items('templates'),
  fields: {
    template_name: { kind: 'text', required: true, max: 255 },
    body: { kind: 'text', required: true },
  },
  notFound: 'Template record not found.',
  messages: {
    list: 'Here are your data.',
    get: 'Here is your template.',
    created: 'New template has been saved.',
    updated: 'Your template has been updated.',
    deleted: 'Your template has been deleted.',
  },
};

const emailSms: Resource = {
  path: '/sms/email-sms',
  id: 'email_address_id',
  of: (db) => db.items('email_sms'),
  fields: { email_address: { kind: 'text', required: true }, from: { kind: 'text', otherwise: '' } },
  notFound: 'Email address record not found.',
  messages: {
    list: 'Here are some data.',
    get: 'Here are some data.',
    created: 'New data has been saved.',
    updated: 'Your data has been updated.',
    deleted: 'Allowed email address was deleted.',
  },
};

const strippedStrings: Resource = {
  path: '/sms/email-sms-stripped-strings',
  id: 'rule_id',
  of: (db) => db.items('stripped_strings'),
  fields: { strip_string: { kind: 'text', required: true } },
  notFound: 'Strip string record not found.',
  deletedData: true,
  messages: {
    list: 'Here is your result.',
    get: 'Here is your result.',
    created: 'Strip string has been created.',
    updated: 'Strip string has been updated.',
    deleted: 'Strip string has been deleted.',
  },
};

/** Templates, and who may send text messages by e-mail. */
export const templateRoutes: readonly Route[] = [templates, emailSms, strippedStrings].flatMap(crud);
