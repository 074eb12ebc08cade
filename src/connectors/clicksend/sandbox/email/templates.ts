import { crud, type Resource } from '../http/crud.ts';
import { idOf, integerOf } from '../http/fields.ts';
import { pageOf, paginator } from '../http/pages.ts';
import { notFound } from '../http/refusal.ts';
import { type Call, get, type Route } from '../http/route.ts';

const categories = [
  { category_id: 1, category_name: 'Newsletters' },
  { category_id: 2, category_name: 'Announcements' },
  { category_id: 3, category_name: 'Events' },
];

const masters = [
  { template_id: 11, template_name: 'Plain news', category_id: 1, title: 'News of the month' },
  { template_id: 24, template_name: 'Two columns', category_id: 1, title: 'What is new' },
  { template_id: 31, template_name: 'Opening', category_id: 2, title: 'We are open' },
  { template_id: 57, template_name: 'Invitation', category_id: 3, title: 'You are invited' },
].map(({ title, ...master }) => ({
  ...master,
  thumbnail: null,
  body: `<!DOCTYPE html><html><body><h1>${title}</h1><p>Dear (First Name),</p><p>…</p></body></html>`,
}));

function masterWith(id: number) {
  const found = masters.find((master) => master.template_id === id);
  if (found === undefined) throw notFound('Master template record not found.');
  return found;
}

const emailTemplates: Resource = {
  path: '/email/templates',
  id: 'template_id',
  of: (db) => db.items('email_templates'),
  fields: {
    template_name: { kind: 'text', required: true, max: 255 },
    template_id_master: { kind: 'integer', required: true },
    body: { kind: 'text' },
  },
  firstId: 281,
  notFound: 'Email template record not found.',
  check: (_, { template_id_master: master }) => void masterWith(integerOf(master) ?? 0),
  // It begins as its master is.
  added: ({ fields }) =>
    typeof fields['body'] === 'string' ? {} : { body: masterWith(integerOf(fields['template_id_master']) ?? 0).body },
  messages: {
    list: 'Here are your email templates.',
    get: 'Here is your email template.',
    created: 'New email template has been saved.',
    updated: 'Your email template has been updated.',
    deleted: 'Your email template has been deleted.',
  },
};

function page(call: Call, rows: readonly Readonly<Record<string, unknown>>[], message: string) {
  const { paging, part } = pageOf(call, rows);
  return { message, data: paginator(call, paging, part) };
}

function category(call: Call) {
  const found = categories.find(({ category_id: id }) => id === idOf(call.params['category_id']));
  if (found === undefined) throw notFound('Category record not found.');
  return found;
}

/** An account's templates, and those of the service that they begin as. */
export const emailTemplateRoutes: readonly Route[] = [
  ...crud(emailTemplates),
  get('/email/master-templates', (call) => page(call, masters, 'Here are the master templates.')),
  get('/email/master-templates/:template_id', ({ params }) => ({
    message: 'Here is the master template.',
    data: masterWith(idOf(params['template_id'])),
  })),
  get('/email/master-templates-categories', (call) => page(call, categories, 'Here are the categories.')),
  get('/email/master-templates-categories/:category_id', (call) => ({
    message: 'Here is the category.',
    data: category(call),
  })),
  get('/email/master-templates-categories/:category_id/master-templates', (call) => {
    const { category_id: id } = category(call);
    return page(
      call,
      masters.filter((master) => master.category_id === id),
      'Here are the master templates.',
    );
  }),
];
