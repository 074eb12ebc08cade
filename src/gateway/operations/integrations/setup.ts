import { defineOperation } from '../../../kernel/operation.ts';
import get from './get.ts';

const { cli: _, ...likeGet } = get;

export default defineOperation({
  ...likeGet,
  summary: 'Show an integration; there is nothing to set up',
  http: 'POST /integrations/{id}/setup',
});
