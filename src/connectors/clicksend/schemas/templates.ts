import { z } from 'zod';
import { id as idField, requiredText, shape, text } from '../../../kernel/shape.ts';
import { id } from './common.ts';

export const smsTemplate = shape('a text template', {
  template_id: idField('Id of the template'),
  template_name: requiredText('Its name'),
  body: text('Its text, with placeholders such as (First Name)'),
});

export const templateId = id('Id of a template; the list of templates gives it');
export const templateName = z.string().min(1).max(255).describe('Name of the template');

export const emailTemplate = shape('an e-mail template', {
  template_id: idField('Id of the template'),
  template_name: requiredText('Its name'),
  template_id_master: { ...idField('Master template that it was made from'), isRequired: false },
  body: text('Its HTML'),
});

export const masterTemplate = shape('a master template', {
  template_id: idField('Id of the master template; create-email-template takes it'),
  template_name: requiredText('Its name'),
  body: text('Its HTML'),
});

export const masterTemplateId = id('Id of a master template; list-master-email-templates gives it');
export const emailTemplateBody = z.string().min(1).describe('HTML of the template');
