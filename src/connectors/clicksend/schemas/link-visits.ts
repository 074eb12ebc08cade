import { int, nullableText, object, shape, text } from '../../../kernel/shape.ts';
import { instant } from '../times.ts';

const visitor = shape('a contact', {
  contact_id: int('Id of the contact'),
  first_name: nullableText('First name'),
  last_name: nullableText('Last name'),
  phone_number: text('Number'),
});

/** Whether one recipient followed the link of a campaign. */
export const linkVisit = shape('a visit of a link', {
  contact: object(visitor, 'Who got the link'),
  date_opened: instant('When it was followed; absent when it was not'),
  open_count: int('How often it was followed'),
});
